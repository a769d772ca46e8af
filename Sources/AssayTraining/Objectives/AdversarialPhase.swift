import AssayPerturbations

/// The inner attack of adversarial training.
public struct AdversarialPhase: Sendable {
  /// The ball at the end of the ramp.
  public let ball: PerturbationBall
  /// The number of steps.
  public let steps: Int
  /// The length of a step as a multiple of ε.
  public let relativeStepSize: Double
  /// The share of training over which ε grows linearly from 0: without it early training stalls.
  public let ramp: Double

  /// Makes a phase.
  public init(ball: PerturbationBall, steps: Int, relativeStepSize: Double, ramp: Double = 0) {
    self.ball = ball
    self.steps = steps
    self.relativeStepSize = relativeStepSize
    self.ramp = ramp
  }

  /// The ball when a share `progress` of training is done.
  func ball(at progress: Double) -> PerturbationBall {
    PerturbationBall(ball.norm, ball.epsilon * (ramp > 0 ? min(1, progress / ramp) : 1))
  }
}
