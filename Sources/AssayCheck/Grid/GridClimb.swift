/// A search for a few pixels of a ball that fail when changed as far as they may be, up the slope of the lead.
///
/// First the fewest leading pixels in the order of what they can give, by the slope at the clean image, at the failing
/// one, and then again at whatever was found: the conditional gradient method (Frank and Wolfe, "An algorithm for
/// quadratic programming", Naval Research Logistics Quarterly 1956) on the images of that many changed pixels. Then one
/// pixel fewer at a time: from the best image of that many pixels by exchanges of pixels that raise the lead, until the
/// image fails or no exchange raises it.
struct GridClimb {
  /// What may be changed.
  let ball: GridBall
  /// The smallest failing image so far.
  private(set) var best: [UInt8]
  /// The order's key of the best.
  private(set) var size: GridSize
  /// The oracle's answers, and the budget.
  private(set) var trials: GridTrials

  private let oracle: any SlopedGridOracle

  init(from attacked: [UInt8], in ball: GridBall, _ oracle: any SlopedGridOracle, trials: GridTrials) {
    self.ball = ball
    self.oracle = oracle
    self.trials = trials
    best = attacked
    size = GridSize(from: ball.clean, to: attacked, channels: ball.channels)
  }

  /// An image short of the failure, and by how much.
  struct Point {
    let image: [UInt8]
    let lead: Double
  }

  /// Whether the budget lasts.
  private var isOpen: Bool { trials.stop == nil && trials.remaining > 0 }

  /// Searches until no step helps; says whether there was a slope to follow.
  mutating func run() async throws -> Bool {
    guard let cleanSlope = try await slope(at: ball.clean) else { return false }
    try await keepFewest(along: cleanSlope)
    var before = size.pixels + 1
    while isOpen, size.pixels > 1, size.pixels < before, let slope = try await slope(at: best) {
      before = size.pixels
      try await keepFewest(along: slope)
    }
    var stride = max(1, size.pixels / 8)
    while isOpen, size.pixels > 1 {
      stride = min(stride, size.pixels - 1)
      if try await climb(to: size.pixels - stride, cleanSlope) { continue }
      if stride == 1 { break }
      stride /= 2
    }
    if size.pixels == 1 { try await chooseSinglePixel(cleanSlope) } else { try await raiseLead() }
    return true
  }

  /// The slope at an image, or `nil` when it is of no use or the budget is over.
  mutating func slope(at image: [UInt8]) async throws -> [Double]? {
    guard trials.countSlope() else { return nil }
    let slope = try await oracle.slope(at: image).map { $0.isFinite ? $0 : 0 }
    return slope.count == image.count && slope.contains { $0 != 0 } ? slope : nil
  }

  /// Judges images, and takes the smallest failing one if it is smaller than the best.
  mutating func judge(_ images: [[UInt8]]) async throws -> (judgements: [GridJudgement?], isImproved: Bool) {
    let judgements = try await trials.judge(images, oracle.judge)
    var isImproved = false
    for (image, judgement) in zip(images, judgements) where judgement?.fails == true {
      let candidate = GridSize(from: ball.clean, to: image, channels: ball.channels)
      if candidate.pixels > 0, candidate < size { (best, size, isImproved) = (image, candidate, true) }
    }
    return (judgements, isImproved)
  }

  /// The pixels that can raise the lead, those that can most first.
  func richestFirst(along slope: [Double]) -> [Int] {
    let gains = (0..<ball.clean.count / ball.channels).map { ball.gain(of: $0, along: slope) }
    return gains.indices.filter { gains[$0] > 0 }.sorted { (-gains[$0], $0) < (-gains[$1], $1) }
  }

  /// Finds the fewest leading pixels that fail: first in growing numbers, then by bisection.
  private mutating func keepFewest(along slope: [Double]) async throws {
    let order = richestFirst(along: slope)
    var counts: [Int] = []
    var next = 1
    while next < min(size.pixels, order.count + 1) {
      counts.append(next)
      next = max(next + 1, next * 3 / 2)
    }
    let judgements = try await judge(counts.map { ball.farthest(along: slope, in: Array(order.prefix($0))) }).judgements
    guard let first = judgements.firstIndex(where: { $0?.fails == true }) else { return }
    var (refused, accepted) = (first > 0 ? counts[first - 1] : 0, counts[first])
    while isOpen, accepted - refused > 1 {
      let middle = (refused + accepted) / 2
      let image = ball.farthest(along: slope, in: Array(order.prefix(middle)))
      if try await judge([image]).judgements.first??.fails == true { accepted = middle } else { refused = middle }
    }
  }

  /// The most steps of one climb: what has not failed by then hardly ever does.
  private static let mostSteps: Int = 12

  /// Looks for a failing image of `count` pixels; says whether there is one.
  private mutating func climb(to count: Int, _ cleanSlope: [Double]) async throws -> Bool {
    guard let slope = try await slope(at: best) else { return false }
    let starts =
      without(size.pixels - count, from: best, slope)
      + [slope, cleanSlope].map { ball.farthest(along: $0, in: Array(richestFirst(along: $0).prefix(count))) }
    var (judgements, isImproved) = try await judge(starts)
    if isImproved { return true }
    guard var point = Self.highest(starts, judgements) else { return false }
    for _ in 0..<Self.mostSteps where isOpen {
      guard let slope = try await self.slope(at: point.image) else { return false }
      var higher: Point?
      for all in [false, true] where higher == nil {
        let moves = moves(from: point.image, along: slope, all: all)
        (judgements, isImproved) = try await judge(moves)
        if isImproved { return true }
        higher = Self.highest(moves, judgements).flatMap { $0.lead > point.lead ? $0 : nil }
      }
      guard let higher else { return false }
      point = higher
    }
    return false
  }

  /// The image with the greatest lead.
  private static func highest(_ images: [[UInt8]], _ judgements: [GridJudgement?]) -> Point? {
    zip(images, judgements).compactMap { image, judgement in judgement.map { Point(image: image, lead: $0.lead) } }
      .max { $0.lead < $1.lead }
  }

  /// Exchanges pixels of the best for others of the same number while that raises the lead, which the values then lower.
  private mutating func raiseLead() async throws {
    guard var lead = try await judge([best]).judgements.first??.lead else { return }
    for _ in 0..<4 where isOpen {
      guard let slope = try await slope(at: best) else { return }
      let moves = moves(from: best, along: slope)
      let failing = zip(moves, try await judge(moves).judgements).filter { $0.1?.fails == true }
      guard let next = Self.highest(failing.map(\.0), failing.map(\.1)), next.lead > lead else { return }
      let nextSize = GridSize(from: ball.clean, to: next.image, channels: ball.channels)
      guard nextSize.pixels <= size.pixels else { return }
      (best, size, lead) = (next.image, nextSize, next.lead)
    }
  }

  /// The most single pixels that are tried.
  private static let mostSingles: Int = 48

  /// Among the single pixels that fail, finds the one that needs the least change.
  private mutating func chooseSinglePixel(_ slope: [Double]) async throws {
    let order = richestFirst(along: slope).prefix(Self.mostSingles)
    let images = order.map { ball.farthest(along: slope, in: [$0]) } + [best]
    let judgements = try await judge(images).judgements
    let failing = zip(images, judgements).filter { $0.1?.fails == true }.sorted {
      ($0.1?.lead ?? 0) > ($1.1?.lead ?? 0)
    }
    for (image, _) in failing.prefix(16) where isOpen {
      let total = GridSize(from: ball.clean, to: image, channels: ball.channels).total
      var (refused, accepted) = (0, min(total, size.total))
      // Only what is smaller than the best is of interest.
      guard try await judge([scaled(image, to: accepted - 1, of: total)]).isImproved else { continue }
      accepted -= 1
      while isOpen, accepted - refused > 1 {
        let middle = (refused + accepted) / 2
        if try await judge([scaled(image, to: middle, of: total)]).isImproved {
          accepted = middle
        } else {
          refused = middle
        }
      }
    }
  }

  /// An image with every change made smaller in proportion.
  private func scaled(_ image: [UInt8], to level: Int, of total: Int) -> [UInt8] {
    var scaled = ball.clean
    for place in scaled.indices where image[place] != scaled[place] {
      let change = Int(image[place]) - Int(scaled[place])
      scaled[place] = UInt8(clamping: Int(scaled[place]) + change * level / max(1, total))
    }
    return scaled
  }
}
