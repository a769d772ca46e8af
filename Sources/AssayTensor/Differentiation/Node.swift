/// One recorded operation, or one of the variables that a gradient is taken for.
final class Node: Sendable {
  let record: Record?

  /// What was computed: nothing for a variable.
  struct Record: Sendable {
    let operation: any Operation
    let inputs: [Tensor]
    let parents: [Node?]
    let output: Tensor
  }

  init(_ record: Record?) { self.record = record }
}
