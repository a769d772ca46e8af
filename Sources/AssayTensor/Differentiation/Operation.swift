/// A function of tensors with a known derivative, itself made of operations: so derivatives have derivatives.
package protocol Operation: Sendable {
  /// Computes the result. The inputs carry no trace.
  func forward(_ inputs: [Tensor]) -> Tensor

  /// The gradients with respect to the inputs whose `needed` is true, from the gradient with respect to the output.
  ///
  /// Written with differentiable functions of tensors only. An input that the output does not depend on gives `nil`.
  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?]

  /// What ``pullback(_:inputs:output:needed:)`` reads for the gradients that are needed; of the rest it gets shapes only.
  func kept(needed: [Bool]) -> KeptTensors
}

extension Operation {
  /// Everything.
  package func kept(needed: [Bool]) -> KeptTensors { .everything }
}

/// Applies `operation`, recording it for every gradient computation that follows one of the inputs.
package func apply(_ operation: some Operation, _ inputs: [Tensor]) -> Tensor {
  let level = inputs.reduce(0) { max($0, $1.level) }
  guard level > 0 else { return operation.forward(inputs) }
  let primals = inputs.map { $0.level == level ? $0.primal : $0 }
  let output = apply(operation, primals)
  let parents = inputs.map { $0.level == level ? $0.trace?.node : nil }
  let kept = operation.kept(needed: parents.map { $0 != nil })
  let record = Node.Record(
    operation: operation, inputs: kept.inputs(primals), parents: parents, output: kept.output(output))
  return output.traced(level: level, node: Node(record))
}
