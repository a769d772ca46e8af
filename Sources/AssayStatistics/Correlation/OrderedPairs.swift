/// How the pairs of places of two rankings are ordered, counted without looking at each pair.
struct OrderedPairs {
  /// The pairs that differ in the first ranking.
  let untiedInFirst: Int
  /// The pairs that differ in the second ranking.
  let untiedInSecond: Int
  /// The pairs in the same order in both less those in opposite order.
  let concordantExcess: Int

  /// Counts the pairs of two rankings of the same places.
  init(_ first: [Int], _ second: [Int]) {
    let order = first.indices.sorted { (first[$0], second[$0]) < (first[$1], second[$1]) }
    let count = order.count
    let all = count * (count - 1) / 2
    var values = order.map { second[$0] }
    let tiesInBoth = Self.tiedPairs(count) { first[order[$0]] == first[order[$1]] && values[$0] == values[$1] }
    let tiesInFirst = Self.tiedPairs(count) { first[order[$0]] == first[order[$1]] }
    let discordant = Self.sortCountingExchanges(&values)
    let tiesInSecond = Self.tiedPairs(count) { values[$0] == values[$1] }
    untiedInFirst = all - tiesInFirst
    untiedInSecond = all - tiesInSecond
    concordantExcess = all - tiesInFirst - tiesInSecond + tiesInBoth - 2 * discordant
  }

  /// The pairs within runs of sorted places of which neighbours are tied.
  private static func tiedPairs(_ count: Int, areTied: (Int, Int) -> Bool) -> Int {
    var (pairs, run) = (0, 0)
    for place in stride(from: 1, to: count, by: 1) {
      run = areTied(place - 1, place) ? run + 1 : 0
      pairs += run
    }
    return pairs
  }

  /// Sorts by merging ever longer runs; gives the number of pairs that were in the wrong order.
  private static func sortCountingExchanges(_ values: inout [Int]) -> Int {
    var merged = values
    var (width, exchanges) = (1, 0)
    while width < values.count {
      for start in stride(from: 0, to: values.count, by: 2 * width) {
        let (middle, end) = (min(start + width, values.count), min(start + 2 * width, values.count))
        var (left, right) = (start, middle)
        for place in start..<end {
          if right == end || (left < middle && values[left] <= values[right]) {
            merged[place] = values[left]
            left += 1
          } else {
            merged[place] = values[right]
            right += 1
            // It passes all that is left of the first run.
            exchanges += middle - left
          }
        }
      }
      swap(&values, &merged)
      width *= 2
    }
    return exchanges
  }
}
