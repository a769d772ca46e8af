extension GridSearch {
  /// Delta debugging over blocks, halves first, then single pixels, the least changed first, until nothing can go.
  ///
  /// Each block is proposed twice: as it is, and with all other changes as large as they may be.
  mutating func removePixels(_ oracle: GridShrinker.Oracle) async throws {
    var size = max(1, difference.changed(best).count / 2)
    while stop == nil {
      let isImproved = try await removeBlocks(of: size, oracle)
      if size > 1 { size = (size + 1) / 2 } else if !isImproved { return }
    }
  }

  private mutating func removeBlocks(of size: Int, _ oracle: GridShrinker.Oracle) async throws -> Bool {
    let now = best
    var order = difference.changed(now).sorted {
      (difference.change(now, pixel: $0), $0) < (difference.change(now, pixel: $1), $1)
    }
    var (place, width, isImproved) = (0, 8, false)
    while stop == nil, place < order.count {
      let starts = stride(from: place, to: order.count, by: size).prefix(max(1, width / 2))
      let blocks = starts.map { Array(order[$0..<min(order.count, $0 + size)]) }
      let kept = Set(order)
      let candidates = blocks.flatMap { block in
        [difference.restoring(block, in: best), difference.pushed(kept.subtracting(block).sorted())]
      }
      let (accepted, isBetter) = try await take(candidates, oracle)
      if isBetter {
        isImproved = true
        let free = blocks.indices.filter { accepted[2 * $0] }.flatMap { blocks[$0] }
        try await removeTogether(free, oracle)
        let left = Set(difference.changed(best))
        order.removeAll { !left.contains($0) }
        width = max(8, width / 2)
      } else {
        place += blocks.reduce(0) { $0 + $1.count }
        width = min(Self.largestBatch, width * 2)
      }
    }
    return isImproved
  }

  /// The most candidates of one round of exchanges: pairs are many, and few of them lead anywhere.
  private static let mostExchanges: Int = 512

  /// Exchanges two changed pixels for one or none, the others as large as they may be, while the budget allows.
  mutating func exchangePixels(_ oracle: GridShrinker.Oracle) async throws {
    let changed = difference.changed(best).sorted {
      (difference.change(best, pixel: $0), $0) < (difference.change(best, pixel: $1), $1)
    }
    guard changed.count > 1 else { return }
    let spent = trials
    let outside = difference.pixels.indices.filter { !changed.contains($0) }.sorted {
      (-strength($0), $0) < (-strength($1), $1)
    }.prefix(16)
    var pending: [[UInt8]] = []
    for (position, first) in changed.enumerated() {
      for second in changed[(position + 1)...] where stop == nil && trials - spent < Self.mostExchanges {
        let kept = changed.filter { $0 != first && $0 != second }.sorted()
        pending.append(difference.restoring([first, second], in: best))
        pending.append(difference.pushed(kept))
        for added in outside { pending.append(difference.pushed((kept + [added]).sorted())) }
        guard pending.count >= Self.largestBatch else { continue }
        if try await take(pending, oracle).isImproved { return }
        pending = []
      }
    }
    _ = try await take(pending, oracle)
  }

  /// What is known of a pixel's weight without asking the oracle.
  func strength(_ pixel: Int) -> Double {
    importance?[pixel] ?? Double(difference.change(difference.extreme, pixel: pixel))
  }
}
