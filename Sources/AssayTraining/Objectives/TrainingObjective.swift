import AssayPerturbations

/// What training minimises for each batch.
public enum TrainingObjective: Sendable {
  /// The cross-entropy of the images.
  case standard
  /// The cross-entropy of images attacked by PGD in the present network (Madry et al. 2018, equation 2.1).
  case adversarial(AdversarialPhase)
}

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
