/// How the parts of a run lie to one another, worked out once for all passes that ask.
struct PartLayout {
  /// The parts that share their parent and their label, in the order they were drawn.
  let siblings: [[ChoiceSpan]]
  /// The labels of parts that stand inside others of the same label, as subtrees in trees.
  let nested: Set<String>
  /// The labels of parts that stand in more than one place, so that they can trade places across branches.
  let branched: Set<String>
  /// The stretches of at least two nodes, the longest first.
  let stretches: [Range<Int>]

  private struct Kind: Hashable {
    let parent: Int
    let label: String
  }

  init(_ spans: [ChoiceSpan]) {
    var siblings: [[ChoiceSpan]] = []
    var places: [Kind: Int] = [:]
    var nested: Set<String> = []
    var branched: Set<String> = []
    var parents: [String: Int] = [:]
    for span in spans where !span.range.isEmpty {
      let kind = Kind(parent: span.parent, label: span.label)
      if let place = places[kind] {
        siblings[place].append(span)
      } else {
        places[kind] = siblings.count
        siblings.append([span])
      }
      if parents[span.label, default: span.parent] != span.parent { branched.insert(span.label) }
      parents[span.label] = span.parent
      var parent = span.parent
      while parent >= 0, !nested.contains(span.label) {
        if spans[parent].label == span.label { nested.insert(span.label) }
        parent = spans[parent].parent
      }
    }
    self.siblings = siblings
    self.nested = nested
    self.branched = branched
    stretches = Set(spans.map(\.range)).filter { $0.count > 1 }
      .sorted { ($1.count, $0.lowerBound) < ($0.count, $1.lowerBound) }
  }
}
