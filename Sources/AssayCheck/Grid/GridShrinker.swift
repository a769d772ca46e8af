import AssayBase

/// Reduces the difference between a clean and a failing image on the 8-bit grid.
///
/// Minimised in this order: the number of changed pixels (a pixel is all its channels), then Σ|Δ| in grid steps. The
/// passes are delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", TSE 2002)
/// over blocks and pixels, a ranking of the pixels by how much of the failure rests on them, exchanges of pixels, and
/// bisection of the values. The oracle alone decides what counts, so nothing is assumed of the model; for a linear score
/// the ranking finds the fewest pixels up to the resolution of the grid. Deterministic, unless seconds end it.
public struct GridShrinker: Sendable {
  /// Tells, for each image, whether it still fails in the same way, with the needed margin, inside the allowed ball.
  public typealias Oracle = (_ images: [[UInt8]]) async throws -> [Bool]

  /// The clean image: pixel after pixel, the channels of a pixel next to each other.
  public let clean: [UInt8]
  /// Values in a pixel.
  public let channels: Int
  /// What enlarged changes may use; without it changes only shrink.
  public let reach: GridReach?
  /// What the search may cost; trials are candidates, not batches.
  public let budget: ShrinkBudget

  /// Makes a shrinker for one clean image.
  ///
  /// Throws ``AssayError`` if the image is no whole number of pixels or the reach has another size.
  public init(
    clean: [UInt8], channels: Int, reach: GridReach? = nil, budget: ShrinkBudget = .standard
  ) throws {
    guard channels > 0, clean.count % channels == 0 else {
      throw AssayError(
        .shapeMismatch, "an image is no whole number of pixels", expected: "a multiple of \(channels) values",
        found: "\(clean.count)", at: "clean")
    }
    if let reach, reach.lower.count != clean.count || reach.upper.count != clean.count {
      throw AssayError(
        .shapeMismatch, "the reach has another size than the image", expected: "\(clean.count) values",
        found: "\(reach.lower.count) and \(reach.upper.count)", at: "reach")
    }
    self.clean = clean
    self.channels = channels
    self.reach = reach
    self.budget = budget
  }

  /// Reduces a failing image.
  ///
  /// - Parameters:
  ///   - attacked: as many bytes as the clean image.
  ///   - importance: one figure a pixel, the more the failure rests on it the larger, where the caller knows it (a
  ///     gradient times the change); it saves the trials of the ranking and is trusted for nothing else.
  ///   - oracle: judges batches of up to 64 candidates; must give the same answer for the same image.
  ///
  /// Throws ``AssayError`` if sizes differ, nothing differs from the clean image, the oracle refuses the image to start
  /// from, or answers with another count than it was asked; and whatever the oracle throws.
  public func reduce(
    _ attacked: [UInt8], importance: [Double]? = nil, oracle: Oracle
  ) async throws -> GridReduction {
    guard attacked.count == clean.count else {
      throw AssayError(
        .shapeMismatch, "the failing image has another size than the clean one", expected: "\(clean.count) values",
        found: "\(attacked.count)", at: "attacked")
    }
    if let importance, importance.count != clean.count / channels {
      throw AssayError(
        .shapeMismatch, "importance needs one figure a pixel", expected: "\(clean.count / channels)",
        found: "\(importance.count)", at: "importance")
    }
    let difference = GridDifference(clean: clean, attacked: attacked, channels: channels, reach: reach)
    guard !difference.pixels.isEmpty else {
      throw AssayError(
        .empty, "the failing image is the clean one", expected: "a difference in at least one pixel", at: "attacked")
    }
    var search = GridSearch(
      difference: difference, budget: budget,
      importance: importance.map { figures in difference.pixelNumbers.map { figures[$0] } })
    guard try await search.evaluate([difference.start], oracle).first == true else {
      throw AssayError(
        .invalidArgument, "the oracle refuses the image the reduction starts from",
        expected: "an image that fails inside the ball", found: "one that does not", at: "attacked")
    }
    try await search.run(oracle)
    return search.reduction
  }
}
