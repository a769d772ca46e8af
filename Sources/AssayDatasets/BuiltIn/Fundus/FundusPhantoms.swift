import AssayBase
import AssayImages

/// Colour drawings of 128 × 128 pixels after photographs of the back of the eye, in five levels of retinopathy.
///
/// Level 0 has no lesions; 1 microaneurysms alone; 2 and 3 more of them, haemorrhages and exudates; 4 new vessels and a
/// large haemorrhage besides, after the international scale (Wilkinson et al., Ophthalmology 110, 2003). The levels
/// come as often as in the Kaggle diabetic retinopathy set: 73.5, 7, 15.1, 2.5 and 2 of a hundred. The decisive regions
/// are "microaneurysms", "haemorrhages", "exudates" and "new vessels", each empty where there are none; the "optic
/// disc" is a region that is not.
///
/// Nuisance of pose moves and turns the eye, nuisance of form changes its colour and anatomy and moves, sizes and fades
/// the lesions. A drawing, and no model of disease.
public struct FundusPhantoms: DrawnPictures {
  /// What the set is called.
  public let name: String = "fundus-phantoms"
  /// The names of the classes.
  public let classNames: [String] = ["none", "mild", "moderate", "severe", "proliferative"]
  /// The size of every picture.
  public let imageSize: ImageSize = ImageSize(channels: 3, height: 128, width: 128)
  /// The nuisance that data sets have unless told otherwise.
  public let usualNuisance: Nuisance = Nuisance(pose: 1, form: 1, contrast: 0.15, noise: 0.06)

  /// Whether all levels come equally often.
  public let isBalanced: Bool

  /// Of 35,126 photographs of the Kaggle set.
  private static let frequencies = [25_810, 2_443, 5_292, 873, 708]

  /// Makes the kind; unless balanced, the levels are as uneven as in the Kaggle set.
  public init(isBalanced: Bool = false) {
    self.isBalanced = isBalanced
  }

  /// The class of the picture of a key.
  public func label(for key: RandomKey) -> Int {
    var stream = RandomStream(key.derived("label"))
    let frequencies = isBalanced ? [1, 1, 1, 1, 1] : Self.frequencies
    var place = Int(stream.integer(below: UInt64(frequencies.reduce(0, +))))
    for (level, frequency) in frequencies.enumerated() {
      if place < frequency { return level }
      place -= frequency
    }
    return 0
  }

  /// The picture of a class and a key.
  public func picture(of label: Int, key: RandomKey, nuisance: Nuisance) -> DrawnPicture {
    let eye = Eye(key: key, nuisance: nuisance)
    var painting = eye.healthy()
    let lesions = FundusLesions(level: label, key: key, nuisance: nuisance)
    var regions = lesions.draw(on: &painting, eye: eye)
    eye.finish(&painting)
    regions.append(DrawnRegion("optic disc", eye.opticDisc, isDecisive: false))
    return DrawnPicture(planes: painting.planes, regions: regions)
  }
}
