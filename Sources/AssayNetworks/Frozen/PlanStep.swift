/// One step of a frozen network: reads values and writes another, for a slice of the batch.
protocol PlanStep: Sendable {
  var inputs: [PlanValue] { get }
  var output: PlanValue { get }

  /// The values whose activations ``backward(_:)`` reads; the memory of the others is used again before it runs.
  var kept: [PlanValue] { get }

  /// The multiplications for each example that threads may share.
  var multiplyAdds: Int { get }

  /// Floats of scratch memory that a call needs.
  var scratchCount: Int { get }

  /// Writes the output's activations from the inputs'.
  func forward(_ memory: PlanMemory)

  /// Writes the gradient of every input from the output's, completely. May change the output's.
  func backward(_ memory: PlanMemory)
}

extension PlanStep {
  var kept: [PlanValue] { [] }
  var multiplyAdds: Int { 0 }
  var scratchCount: Int { 0 }
}
