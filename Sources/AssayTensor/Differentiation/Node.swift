/// One recorded operation, or one of the variables that a gradient is taken for.
final class Node: Sendable {
  let record: Record?

  /// What was computed: nothing for a variable.
  struct Record: Sendable {
    let operation: any Operation
    let parents: [Node?]
    /// Without the elements that the derivative does not read.
    let output: Tensor
    private let inputs: [Tensor]
    /// Which inputs are computed again when they are wanted.
    private let repeats: [Bool]

    init(_ operation: any Operation, inputs: [Tensor], parents: [Node?], output: Tensor) {
      let kept = operation.kept(needed: parents.map { $0 != nil })
      repeats = inputs.indices.map { index in
        // What an outer gradient computation follows is kept: computed again, it would be followed twice.
        kept.keepsInput(index) && inputs[index].level == 0 && parents[index]?.record?.operation.isRepeated == true
      }
      self.operation = operation
      self.parents = parents
      self.inputs = zip(inputs.indices, repeats).map { index, isRepeated in
        kept.keepsInput(index) && !isRepeated ? inputs[index] : inputs[index].shapeOnly
      }
      self.output = kept.keepsOutput ? output : output.shapeOnly
    }

    /// The inputs for the derivative.
    var restoredInputs: [Tensor] {
      inputs.indices.map { index in
        guard repeats[index], let record = parents[index]?.record else { return inputs[index] }
        return record.operation.forward(record.restoredInputs)
      }
    }
  }

  init(_ record: Record?) { self.record = record }
}
