extension GridSearch {
  /// Delta debugging over blocks, halves first, then single pixels, the least changed first, until nothing can go.
  ///
  /// Each block is proposed twice: as it is, and with all other changes as large as they may be. Without `blocks` only
  /// single pixels are tried.
  mutating func removePixels(_ oracle: GridTrials.Judge, blocks: Bool) async throws {
    var size = blocks ? max(1, difference.changed(best).count / 2) : 1
    while stop == nil {
      let isImproved = try await removeBlocks(of: size, oracle)
      if size > 1 { size = (size + 1) / 2 } else if !isImproved { return }
    }
  }

  private mutating func removeBlocks(of size: Int, _ oracle: GridTrials.Judge) async throws -> Bool {
    var order = difference.leastChangedFirst(best)
    var (place, width, isImproved) = (0, 8, false)
    while stop == nil, place < order.count {
      let starts = stride(from: place, to: order.count, by: size).prefix(max(1, width / 2))
      let blocks = starts.map { Array(order[$0..<min(order.count, $0 + size)]) }
      let far = difference.extremes(order)
      let candidates = blocks.flatMap { block in
        [difference.restoring(block, in: best), difference.limited(difference.restoring(block, in: far))]
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
        width = min(GridTrials.largestBatch, width * 2)
      }
    }
    return isImproved
  }

  /// The most candidates of one round of exchanges: pairs are many, and few of them lead anywhere.
  private static let mostExchanges: Int = 512

  /// Exchanges two changed pixels for one or none, the others as large as they may be, while the budget allows.
  mutating func exchangePixels(_ oracle: GridTrials.Judge) async throws {
    let changed = difference.leastChangedFirst(best)
    guard stop == nil, changed.count > 1 else { return }
    let spent = trials.count
    let outside = strongest(16, apartFrom: changed)
    var pending: [[UInt8]] = []
    search: for (position, first) in changed.enumerated() {
      for second in changed[(position + 1)...] {
        // A large image has more pairs than there is time to pass over, even without a question.
        guard stop == nil, trials.count - spent < Self.mostExchanges else { break search }
        let kept = changed.filter { $0 != first && $0 != second }.sorted()
        pending.append(difference.restoring([first, second], in: best))
        pending.append(difference.pushed(kept))
        for added in outside { pending.append(difference.pushed((kept + [added]).sorted())) }
        guard pending.count >= GridTrials.largestBatch else { continue }
        if try await take(pending, oracle).isImproved { return }
        pending = []
      }
    }
    _ = try await take(pending, oracle)
  }

  /// The `count` pixels with the largest strengths that are not among `excluded`, the strongest first.
  private func strongest(_ count: Int, apartFrom excluded: [Int]) -> [Int] {
    let excluded = Set(excluded)
    let others = difference.pixels.indices.filter { !excluded.contains($0) }.map { (-strength($0), $0) }
    return others.sorted(by: <).prefix(count).map(\.1)
  }

  /// What is known of a pixel's weight without asking the oracle.
  func strength(_ pixel: Int) -> Double {
    Double(difference.change(difference.extreme, pixel: pixel))
  }
}
