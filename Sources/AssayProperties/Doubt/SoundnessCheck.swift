import AssayPerturbations

/// A question asked of an evaluation before a claim of robustness or of an explanation may hold.
///
/// Each catches a way in which a weak model looks robust: masked gradients, a broken attack, or a model that does not
/// answer the same image the same way (Carlini et al. 2019, "On Evaluating Adversarial Robustness"; Athalye, Carlini and
/// Wagner 2018, "Obfuscated Gradients Give a False Sense of Security").
public enum SoundnessCheck: String, Sendable, Hashable, CaseIterable {
  /// An image gets the same logits when it is asked about again.
  case evaluationIsDeterministic = "evaluation-is-deterministic"
  /// An image gets the same logits alone as in company.
  case logitsIndependentOfTheBatch = "logits-independent-of-the-batch"
  /// The attack's gradients are not zero.
  case gradientsAreNotZero = "gradients-are-not-zero"
  /// The attack is no weaker than a single step in the same ball.
  case iterativeBeatsSingleStep = "iterative-beats-single-step"
  /// The attack is no weaker than random points of the ball.
  case attackBeatsNoise = "attack-beats-noise"
  /// The attack is no weaker than a search by logits alone.
  case whiteBoxBeatsBlackBox = "white-box-beats-black-box"
  /// No fewer examples fall in a ball of twice the size.
  case accuracyFallsWithEpsilon = "accuracy-falls-with-epsilon"
  /// Without bounds the attack fools the model.
  case unboundedAttackSucceeds = "unbounded-attack-succeeds"
  /// An attack from a surrogate fools the surrogate; asked by claims about transfer.
  case attackFoolsTheSurrogate = "attack-fools-the-surrogate"
  /// Maps tell pixels apart: one of equal numbers, or of zeros, says nothing and keeps any claim of sameness.
  case mapsAreNotConstant = "maps-are-not-constant"
  /// Most changed images get the answer of their example, so that a claim about those says something.
  case changesKeepTheAnswer = "changes-keep-the-answer"
  /// The attack succeeds on some examples, so that a claim about successful attacks says something.
  case someAttackSucceeds = "some-attack-succeeds"
  /// Two models that are claimed to be one function give the same answers to most examples.
  case modelsAnswerAlike = "models-answer-alike"
  /// What is claimed is more than a map of chance would do.
  case chanceDoesNotSuffice = "chance-does-not-suffice"

  /// Whether it asks anything of such an attack: gradients matter to those that take them, strength to those that search.
  func applies(to kind: AttackKind) -> Bool {
    switch self {
    case .evaluationIsDeterministic, .logitsIndependentOfTheBatch: true
    case .gradientsAreNotZero, .iterativeBeatsSingleStep, .whiteBoxBeatsBlackBox:
      kind == .singleStep || kind == .iterative
    case .attackBeatsNoise: kind != .control
    // One step of a large size overshoots, whatever the model.
    case .accuracyFallsWithEpsilon, .unboundedAttackSucceeds: kind == .iterative || kind == .queries
    // Only who made the attack knows the surrogate.
    case .attackFoolsTheSurrogate: false
    // Asked by claims about explanations.
    case .mapsAreNotConstant, .changesKeepTheAnswer, .someAttackSucceeds, .modelsAnswerAlike, .chanceDoesNotSuffice:
      false
    }
  }
}
