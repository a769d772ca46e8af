import AssayBase
import AssayExplanations
import AssayNetworks
import AssayPerturbations

/// A claim about explanations as a file names it, not yet tied to a type of model.
public struct ExplanationClaim: Sendable {
  /// The name that files use: "stability".
  public let name: String
  /// The entry of the file, from which a saved counterexample is judged again.
  package let entry: JSONValue
  let kind: Kind

  /// What is claimed, with its settings.
  enum Kind: Sendable {
    case stability(of: Explanation, under: PerturbationBall, samples: Int, keeping: MapAgreement, share: Double?)
    case robustness(of: Explanation, within: PerturbationBall, steps: Int, keeping: MapAgreement, share: Double?)
    case localization(of: Explanation, by: MapLocalization, atLeast: Double)
    case sparseness(of: Explanation, atLeast: Double)
    case seedStability(of: [Explanation], keeping: MapAgreement, share: Double?)
    case weightSensitivity(of: Explanation, atMost: Double)
    case shiftInvariance(of: Explanation, by: Float, within: Double)
    case deletionFaithfulness(of: Explanation)
    case discrepancyBound(of: Explanation, under: Attack)
  }

  /// The names that files use.
  static let names = [
    "stability", "explanation-robustness", "localization", "sparseness", "seed-stability", "weight-sensitivity",
    "shift-invariance", "deletion-faithfulness", "discrepancy-bound",
  ]

  /// The property for models of a type.
  func property<Model: Classifier>(for type: Model.Type = Model.self) -> Property<Model> {
    switch kind {
    case .stability(let explanation, let ball, let samples, let agreement, let share):
      .stability(of: explanation, under: ball, samples: samples, keeping: agreement, share: share)
    case .robustness(let explanation, let ball, let steps, let agreement, let share):
      .explanationRobustness(of: explanation, within: ball, steps: steps, keeping: agreement, share: share)
    case .localization(let explanation, let measure, let threshold):
      .localization(of: explanation, by: measure, atLeast: threshold)
    case .sparseness(let explanation, let threshold): .sparseness(of: explanation, atLeast: threshold)
    case .seedStability(let explanations, let agreement, let share):
      .seedStability(of: explanations, keeping: agreement, share: share)
    case .weightSensitivity(let explanation, let threshold): .weightSensitivity(of: explanation, atMost: threshold)
    case .shiftInvariance(let explanation, let shift, let tolerance):
      .shiftInvariance(of: explanation, by: shift, within: tolerance)
    case .deletionFaithfulness(let explanation): .deletionFaithfulness(of: explanation)
    case .discrepancyBound(let explanation, let attack): .discrepancyBound(of: explanation, under: attack)
    }
  }
}
