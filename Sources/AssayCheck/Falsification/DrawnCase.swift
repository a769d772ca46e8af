/// A value with the choices it was made of.
struct DrawnCase<Value: Sendable>: Sendable {
  let place: CasePlace
  let value: Value
  let nodes: [ChoiceNode]
  let spans: [ChoiceSpan]

  var choices: ChoiceSequence { ChoiceSequence(nodes.map(\.choice)) }
}
