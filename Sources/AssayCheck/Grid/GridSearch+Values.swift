extension GridSearch {
  /// Makes the changes as small as the failure allows, the weakest values first, until no single step is left.
  ///
  /// For a linear score that is the smallest Σ|Δ|: what the failure can spare is taken from the values that carry least.
  mutating func lowerValues(_ oracle: GridTrials.Judge) async throws {
    if strengths == nil, difference.changed(best).count > Self.fewPixels { try await scaleDown(oracle) }
    while stop == nil {
      let changed = best.indices.filter { best[$0] != difference.base[$0] }
      let order = try await weakestFirst(changed, oracle)
      for index in order where stop == nil {
        let level = try await leastLevel(index, oracle)
        _ = try await take([lowered(index, to: level)], oracle)
      }
      // Bisection can miss a lower value where the failure is not monotone; the single steps cannot be missed.
      let steps = changed.compactMap { loweredByOne($0) }
      if stop != nil { return }
      if try await !take(steps, oracle).isImproved { return }
    }
  }

  /// Up to so many pixels it is worth finding out which values are the weakest.
  private static let fewPixels: Int = 32

  /// The values that carry least first: by their slope, otherwise those that alone can be lowered the most.
  private mutating func weakestFirst(_ indices: [Int], _ oracle: GridTrials.Judge) async throws -> [Int] {
    if let strengths {
      return indices.sorted { (abs(strengths[$0]), $0) < (abs(strengths[$1]), $1) }
    }
    guard difference.changed(best).count <= Self.fewPixels else {
      return indices.sorted { (difference.change(best, $0), $0) < (difference.change(best, $1), $1) }
    }
    var spared: [Int: Int] = [:]
    for index in indices where stop == nil {
      spared[index] = difference.change(best, index) - (try await leastLevel(index, oracle))
    }
    return indices.sorted { (-(spared[$0] ?? 0), $0) < (-(spared[$1] ?? 0), $1) }
  }

  /// The lowest level of a value, in grid steps from clean, that is accepted, by bisection once a single step is.
  private mutating func leastLevel(_ index: Int, _ oracle: GridTrials.Judge) async throws -> Int {
    let steps = difference.change(best, index)
    guard steps > 0, try await evaluate([lowered(index, to: steps - 1)], oracle) == [true] else { return steps }
    var (refused, accepted) = (-1, steps - 1)
    while stop == nil, accepted - refused > 1 {
      let middle = (refused + accepted) / 2
      if try await evaluate([lowered(index, to: middle)], oracle) == [true] {
        accepted = middle
      } else {
        refused = middle
      }
    }
    return accepted
  }

  private func lowered(_ index: Int, to level: Int) -> [UInt8] {
    var values = best
    let clean = Int(difference.base[index])
    values[index] = UInt8(clamping: values[index] > difference.base[index] ? clean + level : clean - level)
    return values
  }

  /// All changes together, in proportion, by bisection.
  private mutating func scaleDown(_ oracle: GridTrials.Judge) async throws {
    let (now, total) = (best, size.total)
    var (refused, accepted) = (0, total)
    while stop == nil, accepted - refused > 1 {
      let middle = (refused + accepted) / 2
      if try await take([difference.scaled(now, to: middle, of: total)], oracle).accepted == [true] {
        accepted = middle
      } else {
        refused = middle
      }
    }
  }
}
