extension Shrinker {
  /// Sorts neighbouring parts of the same kind: all at once, else by exchanging neighbours.
  mutating func sortSiblings(_ attempt: Attempt) async {
    var group = 0
    while mayContinue() {
      let groups = layout().siblings
      guard group < groups.count else { return }
      let parts = groups[group]
      group += 1
      guard parts.count > 1 else { continue }
      let isSorted = zip(parts, parts.dropFirst()).allSatisfy { !precedes($1, $0) }
      if isSorted { continue }
      let order = parts.indices.sorted { precedes(parts[$0], parts[$1]) }
      if await consider(arranged(parts, order), attempt) { continue }
      await exchangeSiblings(group - 1, attempt)
    }
  }

  /// One insertion sort whose exchanges of neighbours are kept only where the failure stays.
  private mutating func exchangeSiblings(_ group: Int, _ attempt: Attempt) async {
    var place = 1
    while mayContinue() {
      let groups = layout().siblings
      guard group < groups.count, place < groups[group].count else { return }
      let parts = groups[group]
      var isMoved = false
      if precedes(parts[place], parts[place - 1]) {
        var order = Array(parts.indices)
        order.swapAt(place - 1, place)
        isMoved = await consider(arranged(parts, order), attempt)
      }
      place = isMoved ? max(1, place - 1) : place + 1
    }
  }

  private func precedes(_ left: ChoiceSpan, _ right: ChoiceSpan) -> Bool {
    ChoiceNode.precedes(best.nodes[left.range], best.nodes[right.range])
  }

  /// The best choices with the parts in another order, and what lies between them where it was.
  private func arranged(_ parts: [ChoiceSpan], _ order: [Int]) -> [Choice] {
    guard let first = parts.first, let last = parts.last else { return best.choices }
    let choices = best.choices
    var result = Array(choices[..<first.start])
    for (place, index) in order.enumerated() {
      result += choices[parts[index].range]
      if place + 1 < parts.count { result += choices[parts[place].end..<parts[place + 1].start] }
    }
    return result + choices[last.end...]
  }

  /// Exchanges single numbers of the same domain where that puts the simpler one first.
  mutating func sortValues(_ attempt: Attempt) async {
    var place = 1
    // Exchanges change no shape, so the places stay what they are unless one of them is taken for shorter.
    var values = exchangeable()
    var count = best.nodes.count
    while mayContinue() {
      if best.nodes.count != count { (values, count) = (exchangeable(), best.nodes.count) }
      guard place < values.count else { return }
      let second = values[place]
      var isMoved = false
      let earlier = values[..<place].reversed().prefix(12).filter {
        best.nodes[$0].domain == best.nodes[second].domain && best.nodes[second].rank < best.nodes[$0].rank
      }
      for first in earlier where !isMoved && stop == nil {
        isMoved = await considerReplacing(
          [(first, best.nodes[second].choice), (second, best.nodes[first].choice)], attempt)
      }
      place += 1
    }
  }

  private func exchangeable() -> [Int] {
    best.nodes.indices.filter { if case .fixed = best.nodes[$0].domain { false } else { true } }
  }
}
