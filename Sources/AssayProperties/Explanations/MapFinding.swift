/// What a claim about maps says of a changed image.
struct MapFinding: Sendable {
  /// By how much the claim is missed; 0 or less where it is kept, −∞ for an image that it is not about.
  let excess: Double
  /// The model's answer.
  let prediction: Int
  /// What was measured, in words.
  let text: String

  /// How much beyond the claim an image must be to count as a counterexample, so that no rounding can undo it.
  static let margin: Double = 1e-4

  /// Whether the claim is missed.
  var fails: Bool { excess > 0 }
}
