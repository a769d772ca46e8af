import AssayBase
import AssayTensor

/// How the gradients of an attack's steps so far are put together: m ← μ·m + g / mean|g|.
package struct GradientMomentum: Sendable, Hashable {
  /// How much of the momentum stays from step to step; the papers' μ.
  let decay: Double
  /// Whether gradients are taken where the momentum leads, not where the search is.
  let looksAhead: Bool

  /// The papers' μ = 1.
  static let standardDecay = 1.0

  package init(decay: Double, looksAhead: Bool = false) {
    self.decay = decay
    self.looksAhead = looksAhead
  }

  /// What a description says of it: nothing where it is the usual.
  var words: [String] { decay == Self.standardDecay ? [] : ["decay \(decay)"] }

  func validate() throws {
    guard !(decay >= 0 && decay.isFinite) else { return }
    throw AssayError(
      .invalidArgument, "a decay must be a number that is not negative", expected: "decay ≥ 0", found: "\(decay)",
      at: "decay")
  }

  /// Where to take the gradient, if not at the current images.
  func lookahead(from current: Tensor, along velocity: Tensor?, stepSize: Double) -> Tensor? {
    guard looksAhead, let velocity else { return nil }
    return (current + velocity * Float(stepSize * decay)).clampedToBox
  }

  /// The momentum after another gradient; one without length adds nothing.
  func accumulated(_ velocity: Tensor?, _ gradient: Tensor) -> Tensor {
    let count = Float(gradient.count / max(1, gradient.shape[0]))
    let scaled = gradient.scalingRows(byAbsoluteSum: { $0 > 0 ? count / $0 : 0 })
    return velocity.map { $0 * Float(decay) + scaled } ?? scaled
  }
}
