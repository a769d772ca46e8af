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

  /// Whether the result is computed again for the derivatives of what follows, because that costs less than its memory.
  ///
  /// Such an operation must keep all its inputs.
  var isRepeated: Bool { get }
}

extension Operation {
  /// Everything.
  package func kept(needed: [Bool]) -> KeptTensors { .everything }

  /// No.
  package var isRepeated: Bool { false }
}

/// Applies `operation`, recording it for every gradient computation that follows one of the inputs.
package func apply(_ operation: some Operation, _ inputs: [Tensor]) -> Tensor {
  let level = inputs.reduce(0) { max($0, $1.level) }
  guard level > 0 else { return operation.forward(inputs) }
  let primals = inputs.map { $0.level == level ? $0.primal : $0 }
  let output = apply(operation, primals)
  let parents = inputs.map { $0.level == level ? $0.trace?.node : nil }
  return output.traced(
    level: level, node: Node(Node.Record(operation, inputs: primals, parents: parents, output: output)))
}
