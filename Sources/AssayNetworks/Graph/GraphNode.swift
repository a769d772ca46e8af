import AssayTensor

/// A layer of a ``NetworkGraph``: what it computes, from which values.
package struct GraphNode: Sendable {
  /// The layer's name, of which there is one in a graph.
  package let name: String
  /// What it computes.
  package let operation: PlanOperation
  /// The values that it reads.
  package let inputs: [PlanValue]
  /// The value that it writes.
  package let output: PlanValue
  /// The shape of one example of its result: C×H×W, or F features.
  package let outputShape: Shape
}
