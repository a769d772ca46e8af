/// What a generator drew from edited choices, and how to ask the property about it.
package struct ShrinkProposal {
  /// What was drawn, up to where the generator gave up.
  package let nodes: [ChoiceNode]
  /// Which parts it has.
  package let spans: [ChoiceSpan]
  /// Runs the property: how it fails in the way under reduction, `nil` if it does not. `nil` where there is no value.
  package let evaluate: (() async -> Failure?)?

  package init(nodes: [ChoiceNode], spans: [ChoiceSpan], evaluate: (() async -> Failure?)?) {
    self.nodes = nodes
    self.spans = spans
    self.evaluate = evaluate
  }
}
