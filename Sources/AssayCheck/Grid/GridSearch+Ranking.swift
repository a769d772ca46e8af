extension GridSearch {
  /// Ranks the changed pixels by how much of the failure rests on them, and keeps as few of the first as will do.
  ///
  /// With all changes as large as they may be, one pixel is held and the others are scaled down until the failure goes:
  /// the level they are needed at tells what the pixel carries. For a linear score that order is the order of the
  /// contributions, so the first few are the fewest that can do.
  mutating func selectPixels(_ oracle: GridTrials.Judge) async throws {
    for _ in 0..<4 where stop == nil {
      let active = difference.changed(best)
      guard active.count > 1 else { return }
      let full = difference.pushed(active)
      let background = try await evaluate([full], oracle) == [true] ? full : best
      let known = active.sorted { (-strength($0), $0) < (-strength($1), $1) }
      if active.count * 10 <= trials.remaining {
        try await rank(known, against: background, oracle)
        return
      }
      let before = size.pixels
      try await keepFirst(of: known, oracle)
      if size.pixels == before { return }
    }
  }

  /// The interval that holds the level of the others at which the failure comes back.
  private struct Probe {
    let pixel: Int
    var refused: Int
    var accepted: Int
  }

  /// A background that is scaled level by level, with one pixel held either clean or as large as it may be.
  private struct Ruler {
    let background: [UInt8]
    let total: Int
    /// Whether the probed pixel is held at the background's value instead of at the clean one.
    ///
    /// A failure that needs little of the background is measured best by what a pixel adds, one that needs nearly all
    /// of it by what is missing without the pixel: the other figure would be lost in the rounding.
    let holdsPixel: Bool

    func candidate(_ pixel: Int, _ level: Int, _ difference: GridDifference) -> [UInt8] {
      var values = difference.scaled(background, to: level, of: total)
      for index in difference.pixels[pixel] {
        values[index] = holdsPixel ? background[index] : difference.base[index]
      }
      return values
    }
  }

  private mutating func rank(
    _ pixels: [Int], against background: [UInt8], _ oracle: GridTrials.Judge
  ) async throws {
    let total = difference.size(background).total
    let needed = try await levelNeeded(background, total, oracle)
    let ruler = Ruler(background: background, total: total, holdsPixel: needed <= total / 2)
    // Pixels that work against the failure end at the edge of the interval, behind all others, which is enough.
    var probes = pixels.map { pixel in
      ruler.holdsPixel
        ? Probe(pixel: pixel, refused: -1, accepted: needed + 1)
        : Probe(pixel: pixel, refused: needed - 1, accepted: total + 1)
    }
    for _ in 0..<3 where stop == nil {
      try await refine(&probes, Array(probes.indices), ruler, oracle)
    }
    // From here on only the order around the place of the cut matters.
    for _ in 0..<16 where stop == nil {
      probes.sort { Self.carriesMore($0, $1, ruler) }
      try await keepFirst(of: probes.map(\.pixel), oracle)
      let cut = min(size.pixels, probes.count) - 1
      guard cut >= 0 else { break }
      let near = [max(0, cut - 1), cut].flatMap { place in
        probes.indices.filter { Self.overlap(probes[$0], probes[place]) }
      }
      let open = Set(near).sorted().filter { probes[$0].accepted - probes[$0].refused > 1 }
      guard !open.isEmpty else { break }
      try await refine(&probes, open, ruler, oracle)
    }
    probes.sort { Self.carriesMore($0, $1, ruler) }
    try await keepFirst(of: probes.map(\.pixel), oracle)
    try await exchangeAroundCut(probes.map(\.pixel), oracle)
  }

  /// The lowest level found by bisection at which the scaled background still fails.
  private mutating func levelNeeded(
    _ background: [UInt8], _ total: Int, _ oracle: GridTrials.Judge
  ) async throws -> Int {
    var (low, high) = (0, total)
    while stop == nil, high - low > 1 {
      let middle = (low + high) / 2
      let candidate = difference.scaled(background, to: middle, of: total)
      if try await evaluate([candidate], oracle) == [true] { high = middle } else { low = middle }
    }
    return high
  }

  private mutating func refine(
    _ probes: inout [Probe], _ open: [Int], _ ruler: Ruler, _ oracle: GridTrials.Judge
  ) async throws {
    let open = open.filter { probes[$0].accepted - probes[$0].refused > 1 }
    let levels = open.map { (probes[$0].refused + probes[$0].accepted + 1) / 2 }
    let candidates = zip(open, levels).map { index, level in
      ruler.candidate(probes[index].pixel, min(level, ruler.total), difference)
    }
    let accepted = try await evaluate(candidates, oracle)
    guard stop == nil else { return }
    for (place, index) in open.enumerated() {
      if accepted[place] { probes[index].accepted = levels[place] } else { probes[index].refused = levels[place] }
    }
  }

  private static func carriesMore(_ first: Probe, _ second: Probe, _ ruler: Ruler) -> Bool {
    let (a, b) = (first.accepted + first.refused, second.accepted + second.refused)
    if a == b { return first.pixel < second.pixel }
    return ruler.holdsPixel ? a < b : a > b
  }

  private static func overlap(_ first: Probe, _ second: Probe) -> Bool {
    first.refused < second.accepted && second.refused < first.accepted
  }

  /// Finds, section by section, the fewest leading pixels that still fail when pushed as far as they may go.
  mutating func keepFirst(of order: [Int], _ oracle: GridTrials.Judge) async throws {
    var (low, high) = (0, min(order.count, size.pixels))
    while stop == nil, high - low > 1 {
      let step = max(1, (high - low) / 8)
      let counts = Array(stride(from: low + step, to: high, by: step))
      let candidates = counts.map { difference.pushed(order.prefix($0).sorted()) }
      let accepted = try await take(candidates, oracle).accepted
      if let first = accepted.firstIndex(of: true) {
        (low, high) = (first > 0 ? counts[first - 1] : low, counts[first])
      } else {
        low = counts.last ?? high
      }
    }
  }
}
