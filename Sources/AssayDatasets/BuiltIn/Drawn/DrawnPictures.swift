import AssayBase
import AssayImages

/// A kind of labelled pictures that a program draws from a seed, with no file behind them and every region known.
///
///     let train = try DrawnDigits().dataset(.train, count: 10_000)
///     let test = try ChestPhantoms(marker: 0.9).dataset(.test, count: 500, seed: 3)
///
/// Picture i of a part and a seed is a function of these three alone, computed when asked for: the same bits on every
/// machine, in any order, however many there are. Pixels are on the 8-bit grid.
public protocol DrawnPictures: Sendable {
  /// What the set is called: "drawn-digits".
  var name: String { get }
  /// The names of the classes.
  var classNames: [String] { get }
  /// The size of every picture.
  var imageSize: ImageSize { get }
  /// The nuisance that data sets have unless told otherwise.
  var usualNuisance: Nuisance { get }
  /// The class of the picture of a key: how often the classes come.
  func label(for key: RandomKey) -> Int
  /// Draws a picture of a class; `nuisance` multiplies the deviations of pose and form, the rest is added later.
  func picture(of label: Int, key: RandomKey, nuisance: Nuisance) -> DrawnPicture
}

extension DrawnPictures {
  /// Every class as often as the others.
  public func label(for key: RandomKey) -> Int {
    var stream = RandomStream(key.derived("label"))
    return Int(stream.integer(below: UInt64(classNames.count)))
  }

  /// Pictures of this kind as a data set; nothing is drawn before it is asked for.
  ///
  /// - Parameters:
  ///   - part: Which part; those of one seed share nothing.
  ///   - count: The number of pictures, positive; the first of a longer set are those of a shorter.
  ///   - seed: Another seed gives other pictures.
  ///   - nuisance: How far they stray from the prototypes; ``usualNuisance`` unless given.
  /// - Throws: `AssayError` of kind `empty` when there are none, `invalidArgument` for nuisance out of range.
  public func dataset(
    _ part: DataPart = .test, count: Int = 1000, seed: UInt64 = 0, nuisance: Nuisance? = nil
  ) throws -> Dataset {
    let nuisance = nuisance ?? usualNuisance
    try nuisance.validate()
    let key = RandomKey(seed: seed).derived("drawn").derived(part.rawValue)
    return try Dataset(
      name: "\(name)/\(part.rawValue)", classNames: classNames, imageSize: imageSize,
      source: DrawnSource(pictures: self, count: max(0, count), key: key, nuisance: nuisance))
  }

  /// The finished picture of a class and a key, with its regions.
  package func drawing(
    of label: Int, key: RandomKey, nuisance: Nuisance
  ) -> (image: Image, regions: [ImageRegion]) {
    var picture = picture(of: label, key: key, nuisance: nuisance)
    picture.apply(nuisance, key: key)
    let regions = picture.regions.map {
      ImageRegion(name: $0.name, mask: $0.share.mask(), isDecisive: $0.isDecisive)
    }
    return (Image(drawn: picture.planes), regions)
  }
}
