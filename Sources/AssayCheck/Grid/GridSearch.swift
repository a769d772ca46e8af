import AssayBase

/// The state of one reduction: the best values so far, what the oracle has said, and what is left of the budget.
struct GridSearch {
  /// What differs.
  let difference: GridDifference
  /// How much of the failure rests on each changed pixel, where the caller said so.
  let importance: [Double]?
  /// The smallest accepted values.
  private(set) var best: [UInt8]
  /// The order's key of the best.
  private(set) var size: GridSize
  /// Candidates evaluated.
  private(set) var trials: Int = 0
  /// Why the search ended; `nil` while it runs.
  private(set) var stop: ShrinkStop?

  private let budget: ShrinkBudget
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant
  private var answers: [Fingerprint: Bool] = [:]
  private var isVerifying = false
  private var is1Minimal = false
  private var isMinimalInValues = false

  /// 128 bits of hash in place of the values, so that the memory of a large image's answers stays small.
  private struct Fingerprint: Hashable {
    let low: UInt64
    let high: UInt64

    init(_ values: [UInt8]) {
      var (low, high): (UInt64, UInt64) = (0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15)
      for value in values {
        low = (low ^ UInt64(value)) &* 0x0000_0100_0000_01B3
        high = ((high << 5 | high >> 59) ^ UInt64(value)) &* 0xD6E8_FEB8_6659_FD93
      }
      (self.low, self.high) = (low, high)
    }
  }

  init(difference: GridDifference, budget: ShrinkBudget, importance: [Double]?) {
    self.difference = difference
    self.importance = importance
    self.budget = budget
    best = difference.start
    size = difference.size(difference.start)
    began = clock.now
  }

  /// The most candidates in one call of the oracle.
  static let largestBatch: Int = 64

  /// Candidates the budget still allows.
  var remaining: Int { max(0, budget.trials - trials) }

  /// The result as it stands.
  var reduction: GridReduction {
    let before = difference.size(difference.start)
    return GridReduction(
      bytes: difference.image(best), changedPixelsBefore: before.pixels, changedPixels: size.pixels,
      totalChangeBefore: before.total, totalChange: size.total, trials: trials, is1Minimal: is1Minimal,
      isMinimalInValues: isMinimalInValues, stop: stop ?? .fixpoint)
  }

  /// Runs all passes to a fixpoint or to the end of the budget, and then verifies.
  mutating func run(_ oracle: GridShrinker.Oracle) async throws {
    try await selectPixels(oracle)
    while stop == nil {
      let before = size
      try await removePixels(oracle)
      try await lowerValues(oracle)
      if size < before { continue }
      try await exchangePixels(oracle)
      if size == before { break }
    }
    try await verify(oracle)
  }

  /// What the oracle says of each candidate; known answers are free, and what the budget does not allow is refused.
  mutating func evaluate(_ candidates: [[UInt8]], _ oracle: GridShrinker.Oracle) async throws -> [Bool] {
    var unknown: [[UInt8]] = []
    var asked: Set<Fingerprint> = []
    let prints = candidates.map(Fingerprint.init)
    for (candidate, print) in zip(candidates, prints) where answers[print] == nil && asked.insert(print).inserted {
      unknown.append(candidate)
    }
    var next = 0
    while next < unknown.count, mayContinue() {
      let allowed = isVerifying ? Self.largestBatch : min(Self.largestBatch, remaining)
      let batch = Array(unknown[next..<min(unknown.count, next + allowed)])
      trials += batch.count
      let said = try await oracle(batch.map(difference.image))
      guard said.count == batch.count else {
        throw AssayError(
          .contractBroken, "the oracle answered for another number of images than it was given",
          expected: "\(batch.count)", found: "\(said.count)")
      }
      for (values, answer) in zip(batch, said) { answers[Fingerprint(values)] = answer }
      next += batch.count
    }
    return prints.map { answers[$0] ?? false }
  }

  private mutating func mayContinue() -> Bool {
    if Task.isCancelled {
      stop = .cancelled
      return false
    }
    if isVerifying { return true }
    if stop == nil {
      if trials >= budget.trials {
        stop = .trials
      } else if began.duration(to: clock.now) >= .seconds(budget.seconds), trials > 0 {
        stop = .seconds
      }
    }
    return stop == nil
  }

  /// Evaluates candidates and takes the smallest accepted one that improves; says which were accepted and whether.
  mutating func take(
    _ candidates: [[UInt8]], _ oracle: GridShrinker.Oracle
  ) async throws -> (accepted: [Bool], isImproved: Bool) {
    let accepted = try await evaluate(candidates, oracle)
    var isImproved = false
    for (candidate, isAccepted) in zip(candidates, accepted) where isAccepted {
      let candidateSize = difference.size(candidate)
      if candidateSize < size {
        (best, size, isImproved) = (candidate, candidateSize, true)
      }
    }
    return (accepted, isImproved)
  }

  /// Restores every changed pixel on its own, whatever the budget says, until the oracle refuses all of them.
  private mutating func verify(_ oracle: GridShrinker.Oracle) async throws {
    isVerifying = true
    defer { isVerifying = false }
    while stop != .cancelled {
      let changed = difference.changed(best)
      let candidates = changed.map { difference.restoring([$0], in: best) }
      for candidate in candidates { answers[Fingerprint(candidate)] = nil }
      let (accepted, isImproved) = try await take(candidates, oracle)
      if stop == .cancelled { return }
      if isImproved {
        // Where several pixels can go one by one, they often can together: this keeps the number of rounds small.
        try await removeTogether(zip(changed, accepted).filter(\.1).map(\.0), oracle)
        continue
      }
      is1Minimal = true
      // Single steps of values are part of the search: beyond the budget only known answers count.
      let lowered = difference.places.indices.compactMap { loweredByOne($0) }
      isVerifying = false
      if stop == nil { _ = try await evaluate(lowered, oracle) }
      isMinimalInValues = lowered.allSatisfy { answers[Fingerprint($0)] == false }
      return
    }
  }

  /// The best with one value a step nearer to clean, or `nil` if it is clean.
  func loweredByOne(_ index: Int) -> [UInt8]? {
    guard best[index] != difference.base[index] else { return nil }
    var values = best
    values[index] = values[index] > difference.base[index] ? values[index] - 1 : values[index] + 1
    return values
  }

  /// Tries to make many pixels clean at once: all, then the first half of them, and so on.
  mutating func removeTogether(_ pixels: [Int], _ oracle: GridShrinker.Oracle) async throws {
    var count = pixels.count
    while count > 1 {
      let candidate = difference.restoring(pixels.prefix(count), in: best)
      if try await take([candidate], oracle).isImproved { return }
      count /= 2
    }
  }
}
