import AssayBase
import AssayImages

/// A drawn picture with all that it was drawn from: what a search for a failing one hands back.
public struct DrawnExample: Sendable, Equatable {
  /// What the kind of picture is called: "drawn-digits".
  public let kind: String
  /// The name of its class.
  public let className: String
  /// The picture, with its class and, as its index, its seed.
  public let example: Example
  /// How far it strays from the prototype of its class.
  public let nuisance: Nuisance
  /// The parts whose place is known.
  public let regions: [ImageRegion]

  /// The picture.
  public var image: Image { example.image }
  /// The number of its class.
  public var label: Int { example.label }

  /// Draws the picture of a class and a seed.
  ///
  /// - Parameters:
  ///   - pictures: The kind.
  ///   - label: A class of it.
  ///   - seed: Which of the pictures of that class.
  ///   - nuisance: Amounts in 0...1.
  /// - Throws: `AssayError(.invalidArgument)` for a label or an amount out of range.
  public init(_ pictures: some DrawnPictures, label: Int, seed: Int, nuisance: Nuisance) throws {
    try nuisance.validate()
    guard pictures.classNames.indices.contains(label) else {
      throw AssayError(
        .invalidArgument, "there is no such class", expected: "0 to \(pictures.classNames.count - 1)",
        found: "\(label)", at: pictures.name)
    }
    let key = RandomKey(seed: UInt64(bitPattern: Int64(seed))).derived("drawn").derived("single")
    let drawing = pictures.drawing(of: label, key: key, nuisance: nuisance)
    kind = pictures.name
    className = pictures.classNames[label]
    example = Example(image: drawing.image, label: label, index: seed)
    self.nuisance = nuisance
    regions = drawing.regions
  }
}

extension DrawnExample: CustomStringConvertible {
  /// All that it was drawn from: "drawn-digits 3, seed 12, pose 0.4".
  public var description: String { "\(kind) \(className), seed \(example.index), \(nuisance)" }
}
