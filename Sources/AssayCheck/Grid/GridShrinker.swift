import AssayBase

/// Reduces the difference between a clean and a failing image on the 8-bit grid.
///
/// Minimised in this order: the number of changed pixels (a pixel is all its channels), then Σ|Δ| in grid steps. An oracle
/// with a slope is climbed to a few pixels first. Otherwise the passes are delta debugging (Zeller and Hildebrandt,
/// "Simplifying and Isolating Failure-Inducing Input", TSE 2002) over blocks and pixels, a ranking of the pixels by how
/// much of the failure rests on them, and exchanges of pixels. Then come the values, and a last verification, which may
/// cost as much again as the search. The oracle alone decides what counts, so nothing is assumed of the model; for a
/// linear score either way finds the fewest pixels up to the resolution of the grid. Deterministic, unless seconds end it.
public struct GridShrinker: Sendable {
  /// Tells, for each image, whether it still fails in the same way, with the needed margin, inside the allowed ball.
  public typealias Oracle = (_ images: [[UInt8]]) async throws -> [Bool]

  /// The clean image: pixel after pixel, the channels of a pixel next to each other.
  public let clean: [UInt8]
  /// Values in a pixel.
  public let channels: Int
  /// Where changes may grow, to trade larger ones for fewer; without it they only shrink.
  public let ball: GridBall?
  /// What the search may cost; trials are images, not batches.
  public let budget: ShrinkBudget

  /// Makes a shrinker for one clean image, without a ball.
  ///
  /// Throws ``AssayError`` if the image is no whole number of pixels.
  public init(clean: [UInt8], channels: Int, budget: ShrinkBudget = .standard) throws {
    try self.init(clean: clean, channels: channels, ball: nil, budget: budget)
  }

  /// Makes a shrinker for the clean image of a ball.
  ///
  /// Throws ``AssayError`` if that is no whole number of pixels.
  public init(in ball: GridBall, budget: ShrinkBudget = .standard) throws {
    try self.init(clean: ball.clean, channels: ball.channels, ball: ball, budget: budget)
  }

  private init(clean: [UInt8], channels: Int, ball: GridBall?, budget: ShrinkBudget) throws {
    guard channels > 0, clean.count % channels == 0 else {
      throw AssayError(
        .shapeMismatch, "an image is no whole number of pixels", expected: "a multiple of \(channels) values",
        found: "\(clean.count)", at: "clean")
    }
    self.clean = clean
    self.channels = channels
    self.ball = ball
    self.budget = budget
  }

  /// Reduces a failing image, of which nothing is known but whether it fails.
  ///
  /// - Parameters:
  ///   - attacked: as many bytes as the clean image.
  ///   - oracle: judges batches of up to 64 candidates; must give the same answer for the same image.
  ///
  /// Throws ``AssayError`` if sizes differ, nothing differs from the clean image, the oracle refuses the image to start
  /// from, or answers with another count than it was asked; and whatever the oracle throws.
  public func reduce(_ attacked: [UInt8], oracle: Oracle) async throws -> GridReduction {
    let judge: GridTrials.Judge = { try await oracle($0).map { GridJudgement(fails: $0) } }
    let trials = try await start(attacked, judge)
    let difference = GridDifference(clean: clean, attacked: attacked, channels: channels, ball: ball)
    var search = GridSearch(difference: difference, trials: trials)
    try await search.run(judge, isSparse: false)
    return search.reduction(from: GridSize(from: clean, to: attacked, channels: channels))
  }

  /// Reduces a failing image of a ball up the slope of the oracle.
  ///
  /// Throws as ``reduce(_:oracle:)``, and ``AssayError`` if there is no ball.
  public func reduce(_ attacked: [UInt8], climbing oracle: any SlopedGridOracle) async throws -> GridReduction {
    guard let ball else {
      throw AssayError(.invalidArgument, "a slope needs a ball to end in", expected: "GridShrinker(in:)", at: "ball")
    }
    let trials = try await start(attacked, oracle.judge)
    let before = GridSize(from: clean, to: attacked, channels: channels)
    var climb = GridClimb(from: attacked, in: ball, oracle, trials: trials)
    let hasSlope = try await climb.run()
    let isSparse = hasSlope && (climb.size.pixels < before.pixels || before.pixels == 1)
    let slope = isSparse ? try await climb.slope(at: climb.best) : nil
    let difference = GridDifference(clean: clean, attacked: climb.best, channels: channels, ball: ball)
    var search = GridSearch(
      difference: difference, trials: climb.trials,
      strengths: slope.map { slope in difference.places.map { slope[$0] } })
    try await search.run(oracle.judge, isSparse: isSparse)
    return search.reduction(from: before)
  }

  /// Checks the image to start from, which is asked about whatever the budget.
  private func start(_ attacked: [UInt8], _ judge: GridTrials.Judge) async throws -> GridTrials {
    guard attacked.count == clean.count else {
      throw AssayError(
        .shapeMismatch, "the failing image has another size than the clean one", expected: "\(clean.count) values",
        found: "\(attacked.count)", at: "attacked")
    }
    guard attacked != clean else {
      throw AssayError(
        .empty, "the failing image is the clean one", expected: "a difference in at least one pixel", at: "attacked")
    }
    var trials = GridTrials(budget)
    guard try await trials.judge([attacked], judge).first??.fails == true else {
      throw AssayError(
        .invalidArgument, "the oracle refuses the image the reduction starts from",
        expected: "an image that fails inside the ball", found: "one that does not", at: "attacked")
    }
    return trials
  }
}
