/// Reduces a failing sequence of choices to one that is small in shortlex order.
///
/// Internal test-case reduction (MacIver and Donaldson, ECOOP 2020): many small passes, each proposing edited sequences,
/// run in turn until none finds anything. A proposal counts if its replay fails in the same way and precedes the best
/// so far, so the order is total, progress is strict, and the end does not depend on luck.
package struct Shrinker {
  /// Replays choices through the generator, giving no more than so many; the property is not asked yet.
  typealias Attempt = (_ choices: [Choice], _ limit: Int) -> ShrinkProposal

  /// The smallest failing run so far.
  package private(set) var best: ShrinkRun { didSet { knownLayout = nil } }
  /// Evaluations so far.
  package private(set) var trials: Int = 0
  /// Why the reduction ended; `nil` while it runs.
  package private(set) var stop: ShrinkStop?
  /// What the last proposal drew, for passes that react to a changed shape; `nil` if it was known and not drawn.
  private(set) var lastNodes: [ChoiceNode]?
  /// Whether the last proposal drew as much as the best run, or more.
  var lastIsNoShorter: Bool { lastNodes.map { $0.count >= best.nodes.count } ?? false }

  private let budget: ShrinkBudget
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  /// Choices proposed in vain, and choices drawn for them: many edits of one sequence come to the same value.
  ///
  /// Two hashes of each, since the choices of a large case would soon fill the memory.
  private var refused: Set<SIMD2<Int>> = []

  /// How the parts of the best run lie, once a pass has asked.
  private var knownLayout: PartLayout?

  /// Makes a shrinker that starts from a failing run.
  package init(start run: ShrinkRun, budget: ShrinkBudget) {
    best = run
    self.budget = budget
    start = clock.now
  }

  /// Runs the passes to a fixpoint or to the end of the budget.
  mutating func run(_ attempt: Attempt) async {
    while stop == nil {
      let before = best.nodes
      await removeDiscarded(attempt)
      await simplifyWholeSpans(attempt)
      await simplifyBlocks(attempt)
      await deleteSiblings(attempt)
      await deleteChunks(attempt)
      await hoistDescendants(attempt)
      await lowerEqualValues(attempt)
      await minimiseEach(attempt)
      await lowerAndDelete(attempt)
      await lowerPairs(attempt)
      await redistributePairs(attempt)
      await sortSiblings(attempt)
      await sortValues(attempt)
      await deleteAndShift(attempt)
      await mergeNeighbours(attempt)
      await exchangeParts(attempt)
      await rotateParts(attempt)
      if stop == nil, best.nodes == before { stop = .fixpoint }
    }
  }

  /// Evaluates a proposal unless it draws nothing smaller or nothing new; takes it, and returns `true`, if it fails.
  ///
  /// Generators are cheap and properties are not, so only the latter count as trials.
  mutating func consider(_ choices: [Choice], _ attempt: Attempt) async -> Bool {
    lastNodes = nil
    if stop != nil || choices.count > best.nodes.count || choices == best.choices { return false }
    let edited = Self.hashes(of: choices)
    if refused.contains(edited) { return false }
    guard mayContinue() else { return false }
    let proposal = attempt(choices, best.nodes.count)
    lastNodes = proposal.nodes
    if let evaluate = proposal.evaluate, ChoiceNode.precedes(proposal.nodes, best.nodes) {
      let drawn = Self.hashes(of: proposal.nodes.map(\.choice))
      if drawn == edited || refused.insert(drawn).inserted {
        trials += 1
        if let failure = await evaluate() {
          best = ShrinkRun(nodes: proposal.nodes, spans: proposal.spans, failure: failure)
          return true
        }
      }
    }
    refused.insert(edited)
    return false
  }

  private static func hashes(of choices: [Choice]) -> SIMD2<Int> {
    func hash(_ salt: Int) -> Int {
      var hasher = Hasher()
      hasher.combine(salt)
      hasher.combine(choices)
      return hasher.finalize()
    }
    return SIMD2(hash(1), hash(2))
  }

  /// How the parts of the best run lie.
  mutating func layout() -> PartLayout {
    if let knownLayout { return knownLayout }
    let layout = PartLayout(best.spans)
    knownLayout = layout
    return layout
  }

  /// Whether the budget allows more work; passes ask between proposals too, for long sequences cost time by themselves.
  mutating func mayContinue() -> Bool {
    if stop != nil { return false }
    if Task.isCancelled {
      stop = .cancelled
    } else if trials >= budget.trials {
      stop = .trials
    } else if start.duration(to: clock.now) >= .seconds(budget.seconds) {
      stop = .seconds
    }
    return stop == nil
  }

  /// Proposes the best sequence without a stretch.
  mutating func considerWithout(_ range: Range<Int>, _ attempt: Attempt) async -> Bool {
    guard !range.isEmpty, range.upperBound <= best.nodes.count else { return false }
    var choices = best.choices
    choices.removeSubrange(range)
    return await consider(choices, attempt)
  }

  /// Proposes the best sequence with some choices replaced.
  mutating func considerReplacing(_ changes: [(index: Int, choice: Choice)], _ attempt: Attempt) async -> Bool {
    var choices = best.choices
    for (index, choice) in changes {
      guard index < choices.count else { return false }
      choices[index] = choice
    }
    return await consider(choices, attempt)
  }

  /// The greatest step in `0...most` found to be accepted: the greatest itself, else by bisection.
  ///
  /// Bisection costs a trial a bit, so it only begins once one of a few probes shows that there is anything to gain.
  /// `propose` must be relative to the state at the call; each accepted step restarts from a smaller remainder.
  mutating func lowerFarthest(
    most: UInt64, _ propose: (inout Shrinker, UInt64) async -> Bool
  ) async -> Bool {
    guard most > 0 else { return false }
    if await propose(&self, most) { return true }
    // Invariant: `low` is reached, `high` is refused; positions are steps from the state at the call.
    var (low, high): (UInt64, UInt64) = (0, most)
    // Two neighbours and small steps, for where only every second or third number will do.
    for probe in [most / 2, most / 2 + 1, most / 4, 3, 2, 1] where low == 0 && probe > 0 && probe < most && stop == nil
    {
      if await propose(&self, probe) { low = probe } else { high = min(high, probe) }
    }
    guard low > 0 else { return false }
    if high < low { high = most }
    if high == most {
      (low, high) = await gallop(from: low, to: most, propose)
    } else if low < 4 {
      // All large steps were refused: by doubling, the scale of those that are not costs least.
      while stop == nil, low < high / 2 {
        if await propose(&self, 2 * low) { low *= 2 } else { high = 2 * low }
      }
    }
    while stop == nil, high - low > 1 {
      let middle = low + (high - low) / 2
      if await propose(&self, middle) { low = middle } else { high = middle }
    }
    return true
  }

  /// Leaves off 1, 2, 4 … of a refused step until that is accepted; the greatest step accepted and the least refused.
  ///
  /// Most thresholds are near the simplest value, and there it takes fewer trials than bisection from afar.
  private mutating func gallop(
    from low: UInt64, to most: UInt64, _ propose: (inout Shrinker, UInt64) async -> Bool
  ) async -> (low: UInt64, high: UInt64) {
    var (high, rest): (UInt64, UInt64) = (most, 1)
    while stop == nil, rest < most - low {
      if await propose(&self, most - rest) { return (most - rest, high) }
      high = most - rest
      rest = rest > most / 2 ? most : rest * 2
    }
    return (low, high)
  }
}
