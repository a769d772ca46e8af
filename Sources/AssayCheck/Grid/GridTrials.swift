import AssayBase

/// What the oracle has said so far, and what is left of the budget.
struct GridTrials {
  /// Judges a batch.
  typealias Judge = (_ images: [[UInt8]]) async throws -> [GridJudgement]

  /// Images that the oracle was asked about, slopes included.
  private(set) var count: Int = 0
  /// Why the search ended; `nil` while it runs.
  private(set) var stop: ShrinkStop?

  private let budget: ShrinkBudget
  private var limit: Int
  private var began: ContinuousClock.Instant
  private var isVerifying = false
  private let clock = ContinuousClock()
  private var answers: [Fingerprint: GridJudgement] = [:]

  /// The most candidates in one call of the oracle.
  static let largestBatch: Int = 64
  /// The most images that the last verification may always ask about, however small the budget.
  private static let leastVerification: Int = 256

  init(_ budget: ShrinkBudget) {
    self.budget = budget
    limit = max(1, budget.trials)
    began = clock.now
  }

  /// 128 bits of hash in place of the image, so that the memory of a large image's answers stays small.
  private struct Fingerprint: Hashable {
    let low: Int
    let high: Int

    init(_ image: [UInt8]) {
      func hash(_ salt: UInt8) -> Int {
        var hasher = Hasher()
        hasher.combine(salt)
        image.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
      }
      (low, high) = (hash(0), hash(1))
    }
  }

  /// Images that the budget still allows.
  var remaining: Int { stop == nil || isVerifying ? max(0, limit - count) : 0 }

  /// Begins the last verification, which has as much again as the search had and forgets nothing but the end.
  ///
  /// So a result is proven 1-minimal even where the search used up its budget, and the whole stays bounded.
  mutating func beginVerification() {
    guard stop != .cancelled, !isVerifying else { return }
    isVerifying = true
    limit = count + max(Self.leastVerification, budget.trials)
    began = clock.now
  }

  /// What the oracle says of each image; known answers are free, and `nil` is what the budget did not allow.
  mutating func judge(_ images: [[UInt8]], _ oracle: Judge) async throws -> [GridJudgement?] {
    let prints = images.map(Fingerprint.init)
    var unknown: [Int] = []
    var asked: Set<Fingerprint> = []
    for (index, print) in prints.enumerated() where answers[print] == nil && asked.insert(print).inserted {
      unknown.append(index)
    }
    var next = 0
    while next < unknown.count, mayContinue() {
      let batch = unknown[next..<min(unknown.count, next + min(Self.largestBatch, limit - count))]
      count += batch.count
      let said = try await oracle(batch.map { images[$0] })
      guard said.count == batch.count else {
        throw AssayError(
          .contractBroken, "the oracle answered for another number of images than it was given",
          expected: "\(batch.count)", found: "\(said.count)")
      }
      for (index, answer) in zip(batch, said) { answers[prints[index]] = answer }
      next += batch.count
    }
    return prints.map { answers[$0] }
  }

  /// What the oracle has said of each image before.
  func known(_ images: [[UInt8]]) -> [GridJudgement?] { images.map { answers[Fingerprint($0)] } }

  /// Forgets what the oracle said, so that it is asked again.
  mutating func forget(_ images: [[UInt8]]) {
    for image in images { answers[Fingerprint(image)] = nil }
  }

  /// Counts a slope, if the budget still allows one.
  mutating func countSlope() -> Bool {
    guard mayContinue() else { return false }
    count += 1
    return true
  }

  private mutating func mayContinue() -> Bool {
    if Task.isCancelled { stop = .cancelled }
    if stop == .cancelled { return false }
    let isOutOfTime = count > 0 && began.duration(to: clock.now) >= .seconds(budget.seconds)
    if count < limit, !isOutOfTime { return isVerifying || stop == nil }
    if stop == nil { stop = count >= limit ? .trials : .seconds }
    return false
  }
}
