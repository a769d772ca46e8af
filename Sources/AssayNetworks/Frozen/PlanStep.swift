/// One step of a frozen network: reads a value and writes another, for a slice of the batch.
protocol PlanStep: Sendable {
  var input: PlanValue { get }
  var output: PlanValue { get }

  /// Floats of scratch memory that a call needs.
  var scratchCount: Int { get }

  /// Writes the output's activations from the input's.
  func forward(_ memory: PlanMemory)

  /// Writes the input's gradient from the output's, completely.
  func backward(_ memory: PlanMemory)

  /// This step with max(x, 0) at its end, if it can do that.
  func fusedWithReLU() -> (any PlanStep)?

  /// This step with its rectifier's derivative left to the step that reads the output, if it has one.
  func leavingReLUMaskToConsumer() -> (any PlanStep)?
}

extension PlanStep {
  var scratchCount: Int { 0 }
  func fusedWithReLU() -> (any PlanStep)? { nil }
  func leavingReLUMaskToConsumer() -> (any PlanStep)? { nil }
}
