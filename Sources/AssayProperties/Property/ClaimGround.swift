/// What a claim must know of the cases that it is about, beside their number.
package struct ClaimGround: Sendable, Equatable {
  /// How many of the cases are of each class, for a claim about classes; empty otherwise.
  package var classes: [Int] = []
  /// The largest value that there can be, for a claim about a quantile; 1 otherwise.
  package var largest: Double = 1
}
