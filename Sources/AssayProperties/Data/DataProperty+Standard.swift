import AssayBase
import AssayDatasets

extension DataProperty where Subject == Dataset {
  /// What any data set for training or testing should withstand, by the names that options use.
  ///
  /// No duplicates and no contradictions at a correlation of 0.99, the rarest class at least a tenth of the most
  /// frequent, and usable pixels.
  public static var standard: [(name: String, property: DataProperty)] {
    [
      ("no-duplicates", .noDuplicates()), ("no-contradictions", .noContradictions()),
      ("balanced", .balanced(atLeast: 0.1)), ("usable-pixels", .usablePixels()),
    ]
  }

  /// All claims about one data set that have a name for options: the standard ones, and label noise of at most a tenth.
  ///
  /// Label noise is no standard claim, since the vote of neighbours is a poor judge of anything but simple pictures.
  public static var named: [(name: String, property: DataProperty)] {
    standard + [("label-noise", .labelNoise(atMost: 0.1))]
  }
}
