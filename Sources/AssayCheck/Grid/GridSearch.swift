/// A reduction of a difference: the best values so far, and how they become smaller.
struct GridSearch {
  /// What differs.
  let difference: GridDifference
  /// How steeply the lead rises with each value at the places, where a slope is known.
  let strengths: [Double]?
  /// The smallest accepted values.
  private(set) var best: [UInt8]
  /// The order's key of the best.
  private(set) var size: GridSize
  /// The oracle's answers, and the budget.
  private(set) var trials: GridTrials

  private var is1Minimal = false
  private var isMinimalInValues = false

  init(difference: GridDifference, trials: GridTrials, strengths: [Double]? = nil) {
    self.difference = difference
    self.trials = trials
    self.strengths = strengths
    best = difference.start
    size = difference.size(difference.start)
  }

  /// Why the search ended; `nil` while it runs.
  var stop: ShrinkStop? { trials.stop }

  /// The result as it stands, beside the size of the image the reduction began with.
  func reduction(from before: GridSize) -> GridReduction {
    GridReduction(
      bytes: difference.image(best), changedPixelsBefore: before.pixels, changedPixels: size.pixels,
      totalChangeBefore: before.total, totalChange: size.total, trials: trials.count, is1Minimal: is1Minimal,
      isMinimalInValues: isMinimalInValues, stop: stop ?? .fixpoint)
  }

  /// Runs all passes to a fixpoint or to the end of the budget, and then verifies.
  ///
  /// - Parameter isSparse: Whether a search up the slope has chosen the pixels already.
  mutating func run(_ oracle: GridTrials.Judge, isSparse: Bool) async throws {
    if !isSparse { try await selectPixels(oracle) }
    while stop == nil {
      let before = size
      try await removePixels(oracle, blocks: !isSparse)
      try await lowerValues(oracle)
      if size < before { continue }
      if !isSparse { try await exchangePixels(oracle) }
      if size == before { break }
    }
    try await verify(oracle)
  }

  /// What the oracle says of each candidate; what the budget does not allow is refused.
  mutating func evaluate(_ candidates: [[UInt8]], _ oracle: GridTrials.Judge) async throws -> [Bool] {
    try await trials.judge(candidates.map(difference.image), oracle).map { $0?.fails ?? false }
  }

  /// Evaluates candidates and takes the smallest accepted one that improves; says which were accepted and whether.
  mutating func take(
    _ candidates: [[UInt8]], _ oracle: GridTrials.Judge
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

  /// Restores every changed pixel on its own, until the oracle refuses all of them or the verification's budget ends.
  private mutating func verify(_ oracle: GridTrials.Judge) async throws {
    let isFixpoint = stop == nil
    trials.beginVerification()
    while true {
      let changed = difference.changed(best)
      // A verification that cannot end proves nothing.
      guard changed.count <= trials.remaining || isFixpoint else { return }
      let candidates = changed.map { difference.restoring([$0], in: best) }
      trials.forget(candidates.map(difference.image))
      let (accepted, isImproved) = try await take(candidates, oracle)
      if isImproved {
        // Where several pixels can go one by one, they often can together: this keeps the number of rounds small.
        try await removeTogether(zip(changed, accepted).filter(\.1).map(\.0), oracle)
        continue
      }
      is1Minimal = areRefused(candidates)
      // Single steps of values are part of the search: beyond its budget only known answers count.
      let lowered = difference.places.indices.compactMap { loweredByOne($0) }
      if isFixpoint { _ = try await evaluate(lowered, oracle) }
      isMinimalInValues = areRefused(lowered)
      return
    }
  }

  /// Whether the oracle is known to refuse all candidates.
  private func areRefused(_ candidates: [[UInt8]]) -> Bool {
    trials.known(candidates.map(difference.image)).allSatisfy { $0?.fails == false }
  }

  /// The best with one value a step nearer to clean, or `nil` if it is clean.
  func loweredByOne(_ index: Int) -> [UInt8]? {
    guard best[index] != difference.base[index] else { return nil }
    var values = best
    values[index] = values[index] > difference.base[index] ? values[index] - 1 : values[index] + 1
    return values
  }

  /// Tries to make many pixels clean at once: all, then the first half of them, and so on.
  mutating func removeTogether(_ pixels: [Int], _ oracle: GridTrials.Judge) async throws {
    var count = pixels.count
    while count > 1 {
      let candidate = difference.restoring(pixels.prefix(count), in: best)
      if try await take([candidate], oracle).isImproved { return }
      count /= 2
    }
  }
}
