extension Shrinker {
  /// Removals in a row that make nothing shorter, before a pass takes the length for fixed.
  static let patience = 12

  /// Removes what filters drew and threw away, all at once and then one by one.
  mutating func removeDiscarded(_ attempt: Attempt) async {
    let discarded = best.spans.filter { $0.isDiscarded && !$0.range.isEmpty }
    guard !discarded.isEmpty else { return }
    var keep = [Bool](repeating: true, count: best.nodes.count)
    for span in discarded { for index in span.range { keep[index] = false } }
    let kept = zip(best.choices, keep).filter(\.1).map(\.0)
    if await consider(kept, attempt) { return }
    for span in discarded.reversed() where stop == nil {
      _ = await considerWithout(span.range, attempt)
    }
  }

  /// Replaces whole parts, the largest first, by the simplest values.
  mutating func simplifyWholeSpans(_ attempt: Attempt) async {
    var cursor = 0
    while mayContinue() {
      let spans = layout().stretches
      guard cursor < spans.count else { return }
      let changes = spans[cursor].compactMap { index in
        best.nodes[index].isSimplest ? nil : (index: index, choice: best.nodes[index].domain.simplest)
      }
      if changes.count > 1 { _ = await considerReplacing(changes, attempt) }
      cursor += 1
    }
  }

  /// Makes blocks of choices the simplest: all that are not, halves, quarters … single ones.
  ///
  /// Delta debugging (Zeller and Hildebrandt, IEEE Transactions on Software Engineering 28, 2002): of a large value of
  /// which little matters, as an image, it finds what matters in few trials.
  mutating func simplifyBlocks(_ attempt: Attempt) async {
    var size = best.nodes.count { !$0.isSimplest }
    while mayContinue(), size > 0 {
      var place = 0
      while mayContinue() {
        let complex = best.nodes.indices.filter { !best.nodes[$0].isSimplest }
        guard place < complex.count else { break }
        let block = complex[place..<min(place + size, complex.count)]
        let isTaken = await considerReplacing(block.map { ($0, best.nodes[$0].domain.simplest) }, attempt)
        if !isTaken { place += size }
      }
      size = size == 1 ? 0 : (size + 1) / 2
    }
  }

  /// Removes runs of neighbouring parts of the same kind: all, halves, quarters … single ones, from the back.
  mutating func deleteSiblings(_ attempt: Attempt) async {
    var group = 0
    while mayContinue(), group < layout().siblings.count {
      var size = layout().siblings[group].count
      var fruitless = 0
      while mayContinue(), size > 0, fruitless < Self.patience {
        var end = siblings(group).count
        while mayContinue(), end > 0, fruitless < Self.patience {
          let members = siblings(group)
          end = min(end, members.count)
          let first = max(0, end - size)
          guard end > 0 else { break }
          if await considerWithout(members[first].start..<members[end - 1].end, attempt) {
            fruitless = 0
          } else if lastIsNoShorter {
            fruitless += 1
          }
          end = first
        }
        size = size == 1 ? 0 : (size + 1) / 2
      }
      group += 1
    }
  }

  /// Removes stretches of choices regardless of parts: halves, quarters … for long sequences, then six down to one.
  mutating func deleteChunks(_ attempt: Attempt) async {
    var sizes: [Int] = []
    var size = best.nodes.count / 2
    while size > 6 {
      sizes.append(size)
      size /= 2
    }
    sizes += (1...6).reversed()
    for size in sizes {
      var start = best.nodes.count - size
      var fruitless = 0
      while mayContinue(), start >= 0, fruitless < 2 * Self.patience {
        let removed = await considerWithout(start..<(start + size), attempt)
        if removed { fruitless = 0 } else if lastIsNoShorter { fruitless += 1 }
        start = removed ? min(start, best.nodes.count - size) : start - (size > 6 ? max(1, size / 2) : 1)
      }
    }
  }

  /// Lowers a choice that decides how much is drawn, and removes one stretch of what follows in the same proposal.
  ///
  /// A length before its elements can only shrink so, when the elements that must stay are not the first.
  mutating func lowerAndDelete(_ attempt: Attempt) async {
    var index = 0
    while mayContinue(), index < best.nodes.count {
      defer { index += 1 }
      let node = best.nodes[index]
      guard !node.isSimplest, let lowered = Self.oneStepSimpler(node) else { continue }
      let shape = best.nodes.map(\.domain)
      if await considerReplacing([(index, lowered)], attempt) { continue }
      // A choice that leaves the rest in shape decides a value only, which other passes lower better.
      guard lastNodes.map({ $0.map(\.domain) }) != shape else { continue }
      await lowerAndDelete(at: index, attempt)
    }
  }

  private mutating func lowerAndDelete(at index: Int, _ attempt: Attempt) async {
    let ranges = best.spans.filter { $0.start > index && !$0.range.isEmpty }.map(\.range.count)
    let sizes = Set(ranges.filter { $0 <= 32 } + [1, 2]).sorted()
    for size in sizes {
      var start = best.nodes.count - size
      while mayContinue(), start > index {
        // The same stretch as often as it works: what follows moves into its place.
        guard index < best.nodes.count, let lowered = Self.oneStepSimpler(best.nodes[index]) else { return }
        var choices = best.choices
        guard start + size <= choices.count else {
          start -= 1
          continue
        }
        choices[index] = lowered
        choices.removeSubrange(start..<(start + size))
        let count = best.nodes.count
        // Without a shorter result this would only count down, one trial a step, what other passes bisect.
        if !(await consider(choices, attempt)) || best.nodes.count == count { start -= 1 }
      }
    }
  }

  private static func oneStepSimpler(_ node: ChoiceNode) -> Choice? {
    switch (node.choice, node.domain) {
    case (.boolean(true), .boolean): .boolean(false)
    case (.integer(let value), .integer(_, let simplest)) where value != simplest:
      .integer(value > simplest ? value - 1 : value + 1)
    default: nil
    }
  }
}

extension Shrinker {
  private mutating func siblings(_ group: Int) -> [ChoiceSpan] {
    let groups = layout().siblings
    return group < groups.count ? groups[group] : []
  }
}
