extension GridSearch {
  /// Makes the changes as small as the failure allows: all together, then one by one, until no single step is left.
  mutating func lowerValues(_ oracle: GridShrinker.Oracle) async throws {
    try await scaleDown(oracle)
    while stop == nil {
      let now = best
      let order = now.indices.filter { now[$0] != difference.base[$0] }.sorted {
        (difference.change(now, $0), $0) < (difference.change(now, $1), $1)
      }
      for index in order where stop == nil { try await lower(index, oracle) }
      // Bisection can miss a lower value where the failure is not monotone; the single steps cannot be missed.
      let steps = order.compactMap { loweredByOne($0) }
      if stop != nil { return }
      if try await !take(steps, oracle).isImproved { return }
    }
  }

  private mutating func scaleDown(_ oracle: GridShrinker.Oracle) async throws {
    let (now, total) = (best, size.total)
    try await section(total, oracle) { difference, level in difference.scaled(now, to: level, of: total) }
  }

  private mutating func lower(_ index: Int, _ oracle: GridShrinker.Oracle) async throws {
    let now = best
    let steps = difference.change(now, index)
    guard steps > 0 else { return }
    let isUp = now[index] > difference.base[index]
    try await section(steps, oracle) { difference, level in
      var values = now
      let clean = Int(difference.base[index])
      values[index] = UInt8(clamping: isUp ? clean + level : clean - level)
      return values
    }
  }

  /// The smallest accepted level below `top`, found by eight levels at a time.
  private mutating func section(
    _ top: Int, _ oracle: GridShrinker.Oracle, _ values: (GridDifference, Int) -> [UInt8]
  ) async throws {
    var (low, high) = (-1, top)
    while stop == nil, high - low > 1 {
      let step = max(1, (high - low) / 8)
      let levels = Array(stride(from: low + step, to: high, by: step))
      let candidates = levels.map { values(difference, $0) }
      let accepted = try await take(candidates, oracle).accepted
      if let first = accepted.firstIndex(of: true) {
        (low, high) = (first > 0 ? levels[first - 1] : low, levels[first])
      } else {
        low = levels.last ?? high
      }
    }
  }
}
