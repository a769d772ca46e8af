extension Shrinker {
  /// Lowers two integers by the same step, where only their difference matters.
  mutating func lowerPairs(_ attempt: Attempt) async {
    await eachPair { shrinker, first, second in
      guard let a = shrinker.integer(first), let b = shrinker.integer(second),
        a.value != a.simplest, b.value != b.simplest
      else { return }
      let most = min(
        ChoiceDomain.distance(a.value, a.simplest), ChoiceDomain.distance(b.value, b.simplest))
      _ = await shrinker.lowerFarthest(most: most) { shrinker, step in
        guard let low = Self.moved(a.value, by: step, up: a.value < a.simplest),
          let other = Self.moved(b.value, by: step, up: b.value < b.simplest)
        else { return false }
        return await shrinker.considerReplacing([(first, .integer(low)), (second, .integer(other))], attempt)
      }
    }
  }

  /// Lowers one number and moves a later one the other way by the same step, where their sum matters.
  mutating func redistributePairs(_ attempt: Attempt) async {
    await eachPair { shrinker, first, second in
      guard let a = shrinker.integer(first), let b = shrinker.integer(second), a.value != a.simplest else { return }
      let isUp = a.value < a.simplest
      let room = ChoiceDomain.distance(b.value, isUp ? b.range.lowerBound : b.range.upperBound)
      let most = min(ChoiceDomain.distance(a.value, a.simplest), room)
      _ = await shrinker.lowerFarthest(most: most) { shrinker, step in
        guard let low = Self.moved(a.value, by: step, up: isUp),
          let other = Self.moved(b.value, by: step, up: !isUp)
        else { return false }
        return await shrinker.considerReplacing([(first, .integer(low)), (second, .integer(other))], attempt)
      }
    }
  }

  /// Visits pairs of integers that are not far apart, by their order among the integers.
  private mutating func eachPair(_ visit: (inout Shrinker, Int, Int) async -> Void) async {
    for gap in 1...6 {
      var place = 0
      var nodes = best.nodes.count
      var integers = best.nodes.indices.filter { integer($0) != nil }
      while mayContinue() {
        if best.nodes.count != nodes {
          nodes = best.nodes.count
          integers = best.nodes.indices.filter { integer($0) != nil }
        }
        guard place + gap < integers.count else { break }
        let (first, second) = (integers[place], integers[place + gap])
        if !best.nodes[first].isSimplest { await visit(&self, first, second) }
        place += 1
      }
    }
  }

  /// Removes one of several parts and lowers every integer elsewhere by one, as positions in an array need.
  mutating func deleteAndShift(_ attempt: Attempt) async {
    var (group, place, fruitless) = (0, 0, 0)
    while mayContinue() {
      let groups = layout().siblings
      guard group < groups.count else { return }
      guard place < groups[group].count, groups[group].count > 1, fruitless < Self.patience else {
        (group, place, fruitless) = (group + 1, 0, 0)
        continue
      }
      let part = groups[group][place].range
      var choices = best.choices
      for index in choices.indices where !part.contains(index) {
        guard let number = integer(index), number.value != number.simplest else { continue }
        choices[index] = .integer(number.value > number.simplest ? number.value - 1 : number.value + 1)
      }
      choices.removeSubrange(part)
      // Without a shorter result this would only count down, one trial a step, what other passes bisect.
      let count = best.nodes.count
      if await !consider(choices, attempt) || best.nodes.count == count {
        place += 1
        fruitless += lastIsNoShorter ? 1 : 0
      }
    }
  }

  /// Removes one of two neighbouring parts and adds its integer to the other's, wrapped into the range.
  ///
  /// The sum stays what it was, also in the arithmetic of fixed-width integers.
  mutating func mergeNeighbours(_ attempt: Attempt) async {
    var (group, place) = (0, 0)
    while mayContinue() {
      let groups = layout().siblings
      guard group < groups.count else { return }
      guard place + 1 < groups[group].count else {
        (group, place) = (group + 1, 0)
        continue
      }
      let (left, right) = (groups[group][place], groups[group][place + 1])
      place += 1
      guard left.range.count == right.range.count,
        let offset = left.range.indices.last(where: { integer($0) != nil }).map({ $0 - left.start }),
        let a = integer(left.start + offset), let b = integer(right.start + offset), a.range == b.range,
        let sum = Self.wrappedSum(a.value, b.value, into: a.range)
      else { continue }
      var choices = best.choices
      choices[right.start + offset] = .integer(sum)
      choices.removeSubrange(left.range)
      if await consider(choices, attempt) { place = max(0, place - 1) }
    }
  }

  private static func wrappedSum(_ first: Int, _ second: Int, into range: ClosedRange<Int>) -> Int? {
    let (sum, overflow) = first.addingReportingOverflow(second)
    let width = ChoiceDomain.distance(range.lowerBound, range.upperBound)
    // The full range wraps by itself; elsewhere a sum beyond the integers has no place.
    if width == .max { return first &+ second }
    guard !overflow, width < UInt64(Int.max) else { return nil }
    if range.contains(sum) { return sum }
    let span = Int(width) + 1
    let (wrapped, failed) = (sum > range.upperBound ? -span : span).addingReportingOverflow(sum)
    return !failed && range.contains(wrapped) ? wrapped : nil
  }

  private func integer(_ index: Int) -> (value: Int, range: ClosedRange<Int>, simplest: Int)? {
    guard index < best.nodes.count, case .integer(let value) = best.nodes[index].choice,
      case .integer(let range, let simplest) = best.nodes[index].domain
    else { return nil }
    return (value, range, simplest)
  }
}
