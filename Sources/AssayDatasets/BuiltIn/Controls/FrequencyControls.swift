import AssayBase
import AssayImages

/// Grey patterns of 32 × 32 pixels of known frequencies, to show which frequencies a model hears at all.
///
/// ``Kind/gratings`` are single waves of one or two periods across the picture, to be told apart by their direction:
/// nothing of them is lost by strong blurring. ``Kind/checkerboards`` have squares of 1, 2, 4 or 8 pixels, to be told
/// apart by that: those of one pixel are the highest frequency that there is. Both have random phase and contrast; pose
/// has no meaning, and form is the spread of phase and contrast. No regions.
public struct FrequencyControls: DrawnPictures {
  /// Which patterns.
  public enum Kind: String, Sendable, CaseIterable {
    /// Low frequencies only.
    case gratings = "low-frequency"
    /// Up to the highest frequency.
    case checkerboards
  }

  /// Which patterns.
  public let kind: Kind
  /// The size of every picture.
  public let imageSize: ImageSize = ImageSize(channels: 1, height: 32, width: 32)
  /// The nuisance that data sets have unless told otherwise.
  public let usualNuisance: Nuisance = Nuisance(form: 1)

  /// Makes the kind.
  public init(_ kind: Kind) {
    self.kind = kind
  }

  /// What the set is called.
  public var name: String { kind.rawValue }

  /// The names of the classes.
  public var classNames: [String] {
    switch kind {
    case .gratings: ["horizontal", "vertical", "falling", "rising"]
    case .checkerboards: ["1 pixel", "2 pixels", "4 pixels", "8 pixels"]
    }
  }

  /// The picture of a class and a key.
  public func picture(of label: Int, key: RandomKey, nuisance: Nuisance) -> DrawnPicture {
    var form = DrawnVariation(key.derived("form"), amount: nuisance.form)
    let contrast = form.number(0.45, 0.2, 0.5)
    var plane = DrawingPlane(width: 32, height: 32)
    switch kind {
    case .gratings:
      let periods = 1 + form.style(of: 2)
      let (across, down) = [(0, 1), (1, 0), (1, -1), (1, 1)][label]
      let phase = form.number(0, 0, 32)
      plane.set { column, row in
        let place = Float((across * column + down * row) * periods) + phase
        let wave = Trigonometry.sineAndCosine(degrees: Double(place) * 360 / 32).cosine
        return 0.5 + contrast * Float(wave)
      }
    case .checkerboards:
      let cell = 1 << label
      let (right, below) = (Int(form.number(0, 0, 15.99)), Int(form.number(0, 0, 15.99)))
      plane.set { column, row in
        0.5 + (((column + right) / cell + (row + below) / cell) % 2 == 0 ? contrast : -contrast)
      }
    }
    return DrawnPicture(planes: [plane], regions: [])
  }
}
