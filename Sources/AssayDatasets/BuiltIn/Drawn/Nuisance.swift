import AssayBase

/// How far drawn pictures stray from the clean prototype of their class, kind by kind: 0 is not at all, 1 as far as can
/// be.
///
/// What varies at random is multiplied by these amounts, so a picture of the same key changes continuously with them,
/// and a search for the least amount that makes a model fail has a meaning.
public struct Nuisance: Sendable, Hashable {
  /// How the object lies: turn, slant, size and place.
  public var pose: Double
  /// What the object is like: its style, proportions, thickness and colours.
  public var form: Double
  /// How it is lit: loss of contrast and change of brightness.
  public var contrast: Double
  /// Grain: independent noise at every pixel, of a standard deviation of up to 0.15.
  public var noise: Double
  /// A grey patch over a random place, with sides of up to 0.4 of the image's.
  public var occlusion: Double

  /// Makes amounts in 0...1; those left out are 0.
  public init(
    pose: Double = 0, form: Double = 0, contrast: Double = 0, noise: Double = 0, occlusion: Double = 0
  ) {
    self.pose = pose
    self.form = form
    self.contrast = contrast
    self.noise = noise
    self.occlusion = occlusion
  }

  /// The clean prototype.
  public static let none = Nuisance()

  /// The amounts with their names, in the order in which they are drawn.
  package static let kinds: [(name: String, amount: WritableKeyPath<Nuisance, Double> & Sendable)] = [
    ("pose", \.pose), ("form", \.form), ("contrast", \.contrast), ("noise", \.noise), ("occlusion", \.occlusion),
  ]

  /// - Throws: `AssayError(.invalidArgument)` that names the amount out of range.
  package func validate() throws {
    for (name, amount) in Self.kinds where !(self[keyPath: amount] >= 0 && self[keyPath: amount] <= 1) {
      throw AssayError(
        .invalidArgument, "an amount of nuisance is out of range", expected: "a number from 0 to 1",
        found: "\(self[keyPath: amount])", at: name)
    }
  }
}

extension Nuisance: CustomStringConvertible {
  /// What there is of it: "pose 1, noise 0.2"; else "no nuisance".
  public var description: String {
    let parts = Self.kinds.filter { self[keyPath: $0.amount] != 0 }
    return parts.isEmpty
      ? "no nuisance"
      : parts.map { "\($0.name) \((self[keyPath: $0.amount] * 1000).rounded() / 1000)" }.joined(separator: ", ")
  }
}
