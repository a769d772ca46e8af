extension Shrinker {
  /// Makes one choice of bytes shorter, then as many of its bytes as may be the simplest, and then the others simpler.
  mutating func minimiseBytes(_ index: Int, _ attempt: Attempt) async {
    await removeByteRuns(index, attempt)
    await simplifyByteRuns(index, attempt)
    await lowerAllBytes(index, attempt)
    await lowerEachByte(index, attempt)
  }

  /// Removes halves, quarters … single bytes, from the back, where the length may be less.
  private mutating func removeByteRuns(_ index: Int, _ attempt: Attempt) async {
    guard let start = bytes(index), start.least < start.values.count else { return }
    for size in Self.runSizes(start.values.count) {
      var end = start.values.count
      while mayContinue(), end > 0, let now = bytes(index), now.values.count > now.least {
        end = min(end, now.values.count)
        let run = max(0, end - size)..<end
        end = run.lowerBound
        guard now.values.count - run.count >= now.least else { continue }
        var values = now.values
        values.removeSubrange(run)
        _ = await considerReplacing([(index, .bytes(values))], attempt)
      }
    }
  }

  /// Sets halves, quarters … single bytes to the simplest (delta debugging, Zeller and Hildebrandt, TSE 2002).
  private mutating func simplifyByteRuns(_ index: Int, _ attempt: Attempt) async {
    guard let start = bytes(index) else { return }
    for size in Self.runSizes(start.values.count) {
      var place = 0
      while mayContinue(), let now = bytes(index), place < now.values.count {
        let run = place..<min(place + size, now.values.count)
        place = run.upperBound
        guard now.values[run].contains(where: { $0 != now.simplest }) else { continue }
        var values = now.values
        for position in run { values[position] = now.simplest }
        _ = await considerReplacing([(index, .bytes(values))], attempt)
      }
    }
  }

  /// Bounds the distance of all bytes from the simplest, as far as that goes.
  private mutating func lowerAllBytes(_ index: Int, _ attempt: Attempt) async {
    guard let from = bytes(index) else { return }
    let most = from.values.map { Self.distance($0, from.simplest) }.max() ?? 0
    guard most > 1 else { return }
    _ = await lowerFarthest(most: UInt64(most - 1)) { shrinker, step in
      let values = from.values.map { Self.nearer($0, from.simplest, within: most - UInt8(step)) }
      return await shrinker.considerReplacing([(index, .bytes(values))], attempt)
    }
  }

  /// Brings each byte as near to the simplest as the failure allows.
  private mutating func lowerEachByte(_ index: Int, _ attempt: Attempt) async {
    var place = 0
    while mayContinue(), let from = bytes(index), place < from.values.count {
      defer { place += 1 }
      let distance = Self.distance(from.values[place], from.simplest)
      guard distance > 1 else { continue }
      _ = await lowerFarthest(most: UInt64(distance - 1)) { [place] shrinker, step in
        var values = from.values
        values[place] = Self.nearer(values[place], from.simplest, within: distance - UInt8(step))
        return await shrinker.considerReplacing([(index, .bytes(values))], attempt)
      }
    }
  }

  private func bytes(_ index: Int) -> (values: [UInt8], least: Int, simplest: UInt8)? {
    guard index < best.nodes.count, case .bytes(let values) = best.nodes[index].choice,
      case .bytes(let count, _, let simplest) = best.nodes[index].domain
    else { return nil }
    return (values, count.lowerBound, simplest)
  }

  /// A count, its half, its quarter and so on down to one.
  private static func runSizes(_ count: Int) -> [Int] {
    var sizes: [Int] = []
    var size = count
    while size > 0 {
      sizes.append(size)
      size = size == 1 ? 0 : (size + 1) / 2
    }
    return sizes
  }

  private static func distance(_ value: UInt8, _ simplest: UInt8) -> UInt8 {
    value > simplest ? value - simplest : simplest - value
  }

  private static func nearer(_ value: UInt8, _ simplest: UInt8, within most: UInt8) -> UInt8 {
    if distance(value, simplest) <= most { return value }
    return value > simplest ? simplest + most : simplest - most
  }
}
