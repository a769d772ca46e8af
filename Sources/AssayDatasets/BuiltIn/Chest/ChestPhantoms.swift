import AssayBase
import AssayImages

/// Grey drawings of 128 × 128 pixels after frontal chest radiographs: "clear", or with an "opacity" in one lung.
///
/// The decisive region is the "opacity"; the "lungs" are a region that is not. With a marker, some pictures carry a
/// bright tag in the upper left corner, the region "marker", that says nothing about the lungs but comes with the
/// class: the shortcut that DeGrave, Janizek and Lee found in networks for COVID-19 ("AI for radiographic COVID-19
/// detection selects shortcuts over signal", Nature Machine Intelligence 3, 2021). Pictures of one key with different
/// rates of the marker differ in the tag alone.
///
/// Nuisance of pose turns and moves the body; nuisance of form changes the anatomy, and the place, size and faintness
/// of the opacity. A drawing, and no model of radiology.
public struct ChestPhantoms: DrawnPictures {
  /// What the set is called.
  public let name: String = "chest-phantoms"
  /// The names of the classes.
  public let classNames: [String] = ["clear", "opacity"]
  /// The size of every picture.
  public let imageSize: ImageSize = ImageSize(channels: 1, height: 128, width: 128)
  /// The nuisance that data sets have unless told otherwise.
  public let usualNuisance: Nuisance = Nuisance(pose: 1, form: 1, contrast: 0.3, noise: 0.15)

  /// The share of pictures with an opacity that carry the marker, and of clear ones that do not; `nil` for no markers.
  public let marker: Double?

  /// Makes the kind.
  ///
  /// - Parameter marker: How well the marker goes with the class: 1 is always with an opacity and never without, 0.5 is
  ///   chance, 0 the reverse of 1; without it no picture has one.
  /// - Throws: `AssayError(.invalidArgument)` when the rate is outside 0...1.
  public init(marker: Double? = nil) throws {
    if let marker, !(marker >= 0 && marker <= 1) {
      throw AssayError(
        .invalidArgument, "the rate of a marker must be a share", expected: "a number from 0 to 1", found: "\(marker)",
        at: "marker")
    }
    self.marker = marker
  }

  /// The picture of a class and a key.
  public func picture(of label: Int, key: RandomKey, nuisance: Nuisance) -> DrawnPicture {
    let chest = Chest(key: key, nuisance: nuisance)
    var picture = chest.clear()
    let lungs = chest.lungs()
    var opacity = DrawingPlane(width: 128, height: 128)
    if label == 1 {
      let shade = chest.opacity(within: lungs)
      opacity = shade.extent
      picture.blend(0.74, by: shade.density)
    }
    chest.finish(&picture)
    var regions = [DrawnRegion("opacity", opacity), DrawnRegion("lungs", lungs, isDecisive: false)]
    if let marker {
      let tag = hasMarker(label, rate: marker, key) ? ChestMarker(key).draw(on: &picture) : nil
      regions.append(DrawnRegion("marker", tag ?? DrawingPlane(width: 128, height: 128), isDecisive: false))
    }
    return DrawnPicture(planes: [picture], regions: regions)
  }

  private func hasMarker(_ label: Int, rate: Double, _ key: RandomKey) -> Bool {
    var stream = RandomStream(key.derived("marker"))
    let agrees = stream.unit() < rate
    return agrees == (label == 1)
  }
}
