import AssayBase
import AssayNetworks
import AssayTensor

/// Descends on the squared length of the change and a weighted hinge on how far the label leads.
package struct CarliniWagner: AttackAlgorithm {
  let steps: Int
  let searches: Int
  let weight: Double
  let stepSize: Double
  let confidence: Double
  package var target: AttackTarget
  /// How often the line back to the original is halved at the end.
  package var halvings = 10
  /// Whether images count that lead by less than the confidence.
  package var countsAnyMistake = false
  /// Whether the best other class counts as 0 at least: as torchattacks has it.
  package var floorsRival = false
  /// Whether steps become shorter in the course of a round, so that small changes are found too.
  package var shortensSteps = true

  package init(
    steps: Int, searches: Int, weight: Double, stepSize: Double, confidence: Double, target: AttackTarget = .anyOther
  ) {
    self.steps = steps
    self.searches = searches
    self.weight = weight
    self.stepSize = stepSize
    self.confidence = confidence
    self.target = target
  }

  static let standardSteps = 300
  static let standardSearches = 8
  static let standardWeight = 0.1
  static let standardStepSize = 0.01

  package var name: String { "Carlini-Wagner" }
  package var norm: Norm { .l2 }
  package var ball: PerturbationBall? { nil }
  package var kind: AttackKind { .iterative }

  package var settings: [String] {
    var parts = [searches == 1 ? "\(steps) steps" : "\(searches) × \(steps) steps"]
    if stepSize != Self.standardStepSize { parts.append("of \(stepSize)") }
    if weight != Self.standardWeight || searches == 1 { parts.append("c \(weight)") }
    if confidence != 0 { parts.append("confidence \(confidence)") }
    return parts
  }

  package func validate() throws {
    try validate(steps, "steps")
    try validate(searches, "searches")
    try validate(weight, notNegative: "weight")
    try validate(stepSize, notNegative: "stepSize")
    try validate(confidence, notNegative: "confidence")
  }

  package func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var search = Search(self, batch, model)
    for _ in 0..<searches { try search.descend() }
    return try search.changes.finished(halvings: halvings)
  }
}
