extension GridSearch {
  /// Corrects the ranking around the cut, where the rounding of the grid has hidden small differences.
  ///
  /// The leading pixels, one fewer than the best has, are brought just below the failure by a fine share of the weakest
  /// ones. An exchange of a leading pixel for a later one that fails there carries more, whatever the ranking said; so
  /// it is made, and the share needed shrinks, until none is needed or no exchange helps.
  mutating func exchangeAroundCut(_ ranked: [Int], _ oracle: GridTrials.Judge) async throws {
    var order = ranked
    var width = Self.neighbours
    for _ in 0..<64 where stop == nil && size.pixels > 1 && size.pixels <= order.count {
      let count = size.pixels - 1
      if try await take([difference.pushed(order.prefix(count).sorted())], oracle).isImproved { continue }
      let near = Array(order.dropFirst(count).prefix(width))
      let weak = Array(order.dropFirst(count + width))
      guard let share = try await shareNeeded(Array(order.prefix(count)), weak, oracle) else { return }
      let leaving = order.prefix(count).suffix(width)
      let exchanges = leaving.flatMap { first in near.map { (first: first, second: $0) } }
      let candidates = exchanges.map { exchange in
        let leading = order.prefix(count).filter { $0 != exchange.first } + [exchange.second]
        return leadingImage(leading, weak, share: share - 1)
      }
      let accepted = try await evaluate(candidates, oracle)
      var used: Set<Int> = []
      for (exchange, isAccepted) in zip(exchanges, accepted) where isAccepted {
        guard used.isDisjoint(with: [exchange.first, exchange.second]),
          let first = order.firstIndex(of: exchange.first), let second = order.firstIndex(of: exchange.second)
        else { continue }
        used.formUnion([exchange.first, exchange.second])
        order.swapAt(first, second)
      }
      if !used.isEmpty { continue }
      // Nothing near the cut helps: look once more, farther away, if that leaves enough for the values.
      guard width == Self.neighbours, trials.remaining > 8 * width * width else { return }
      width *= 2
    }
  }

  /// How many pixels on either side of the cut may change places at first.
  private static let neighbours: Int = 8

  /// The least share of the weak pixels' Σ|Δ| with which the leading ones fail, found by bisection.
  private mutating func shareNeeded(
    _ leading: [Int], _ weak: [Int], _ oracle: GridTrials.Judge
  ) async throws -> Int? {
    let total = difference.size(difference.pushed(weak.sorted())).total
    var (low, high) = (0, total)
    guard try await evaluate([leadingImage(leading, weak, share: total)], oracle) == [true] else { return nil }
    while stop == nil, high - low > 1 {
      let middle = (low + high) / 2
      let isFailing = try await evaluate([leadingImage(leading, weak, share: middle)], oracle) == [true]
      if isFailing { high = middle } else { low = middle }
    }
    return stop == nil ? high : nil
  }

  /// The leading pixels as large as they may be, and the weak ones scaled to a share of their Σ|Δ|.
  private func leadingImage(_ leading: [Int], _ weak: [Int], share: Int) -> [UInt8] {
    let all = difference.pushed(weak.sorted())
    var values = difference.scaled(all, to: share, of: difference.size(all).total)
    let pushed = difference.pushed(leading.sorted())
    for pixel in leading { for index in difference.pixels[pixel] { values[index] = pushed[index] } }
    return values
  }
}
