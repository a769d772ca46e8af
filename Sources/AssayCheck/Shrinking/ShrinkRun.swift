/// A run of a generator and a property on a sequence of choices, in which the property failed.
package struct ShrinkRun: Sendable {
  /// What was drawn.
  package let nodes: [ChoiceNode]
  /// Which parts it has.
  package let spans: [ChoiceSpan]
  /// How the property failed.
  package let failure: Failure

  package init(nodes: [ChoiceNode], spans: [ChoiceSpan], failure: Failure) {
    self.nodes = nodes
    self.spans = spans
    self.failure = failure
  }

  /// The values of the nodes.
  package var choices: [Choice] { nodes.map(\.choice) }
}
