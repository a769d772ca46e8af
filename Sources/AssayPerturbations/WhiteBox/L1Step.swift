import AssayBase
import AssayTensor
import CAssayKernels

/// What a step of projected gradient descent looks like in an ℓ1 ball.
package enum L1Step: Sendable, Hashable {
  /// The steepest values each move by an equal share of the step (Tramèr and Boneh 2019, "Adversarial training and
  /// robustness for multiple perturbations", section 4.1): this share of all values, those at their side of the box left
  /// out. Then the nearest image of ball and box.
  case sparse(share: Double)
  /// As many of the steepest values as given, wherever they are; then the nearest image of the ball, cut to the box.
  case steepest(Int)
  /// The gradient scaled to the length of the step, and the change scaled back to the ball, cut to the box.
  case scaled

  /// One value in a hundred, at least one.
  static let standard = L1Step.sparse(share: 0.01)

  /// What a description says of it: nothing where it is the usual.
  var words: [String] {
    switch self {
    case .standard: []
    case .sparse(let share): ["the steepest \(PercentText.of(share))"]
    case .steepest(let count): ["the steepest \(count)"]
    case .scaled: ["scaled gradients"]
    }
  }

  func validate() throws {
    guard case .sparse(let share) = self, !(share > 0 && share <= 1) else { return }
    throw AssayError(
      .invalidArgument, "a step must move a share of the values", expected: "a number above 0, at most 1",
      found: "\(share)", at: "share")
  }

  /// The images after a step.
  func taken(
    from current: Tensor, origin: Tensor, along gradient: Tensor, length: Float, in ball: PerturbationBall
  ) -> Tensor {
    let count = current.count / max(1, current.shape[0])
    if case .scaled = self {
      let moved = current + gradient.scalingRows(byAbsoluteSum: { $0 > 0 ? length / $0 : 0 })
      let (change, epsilon) = (moved - origin, Float(ball.epsilon))
      return (origin + change.scalingRows(byAbsoluteSum: { $0 > epsilon ? epsilon / $0 : 1 })).clampedToBox
    }
    let (moving, isExact) =
      switch self {
      case .sparse(let share): (max(1, min(count, Int((share * Double(count)).rounded(.up)))), true)
      case .steepest(let number): (max(1, min(count, number)), false)
      case .scaled: (count, false)
      }
    return Tensor(shape: current.shape) { out in
      out.update(from: current.pointer, count: current.count)
      for row in 0..<current.shape[0] {
        let place = out + row * count
        assay_sparse_step(place, gradient.pointer + row * count, length, moving, isExact, count)
        assay_l1_project(place, origin.pointer + row * count, Float(ball.epsilon), isExact, count)
      }
    }
  }
}
