import AssayBase
import AssayNetworks
import AssayTensor

/// Removes the pixels of an image in the order of a map, or brings them in, and watches the score.
///
/// Deletion, insertion, pixel flipping and ROAD are this with their own settings. Needs answers only. A pixel is all its
/// channels. Costs one evaluation a point and image.
public struct PixelRemoval: Sendable {
  /// Which pixels go first.
  public var order: RemovalOrder
  /// What stands in their place.
  public var replacement: PixelReplacement
  /// Whether the image starts out removed and its pixels are brought in.
  public var isInsertion: Bool
  /// The number of steps from the first share to the last: never more than there are pixels.
  public var steps: Int
  /// The last share of pixels, at most 1.
  public var lastShare: Double
  /// How the score is read.
  public var scale: ScoreScale
  /// The seed of the noise of ``PixelReplacement/noisyLinear(deviation:)``, the same for every image.
  public var seed: UInt64

  /// Makes a removal of one's own; see the factories for the literature's.
  public init(
    order: RemovalOrder = .mostRelevant, replacement: PixelReplacement = .baseline(.black), isInsertion: Bool = false,
    steps: Int = 64, lastShare: Double = 1, scale: ScoreScale = .probability, seed: UInt64 = 0
  ) {
    (self.order, self.replacement, self.isInsertion) = (order, replacement, isInsertion)
    (self.steps, self.lastShare, self.scale, self.seed) = (steps, lastShare, scale, seed)
  }

  /// Deletion: the most relevant pixels go first; a small area speaks for the map (Petsiuk, Das and Saenko 2018).
  public static func deletion(baseline: ExplanationBaseline = .black, steps: Int = 64) -> PixelRemoval {
    PixelRemoval(replacement: .baseline(baseline), steps: steps)
  }

  /// Insertion: the most relevant pixels come first; a large area speaks for the map (Petsiuk, Das and Saenko 2018).
  ///
  /// The paper begins with the blurred image: `baseline: .blurred(deviation: 5)`.
  public static func insertion(baseline: ExplanationBaseline = .black, steps: Int = 64) -> PixelRemoval {
    PixelRemoval(replacement: .baseline(baseline), isInsertion: true, steps: steps)
  }

  /// Pixel flipping: the most relevant pixels are inverted first, and the logit is watched; a large mean drop speaks for the
  /// map (Bach et al. 2015; the mean drop is that of Samek et al. 2017).
  public static func pixelFlipping(steps: Int = 64) -> PixelRemoval {
    PixelRemoval(replacement: .inverted, steps: steps, scale: .logit)
  }

  /// ROAD: removed pixels are imputed with noise, up to nine tenths of them in tenths (Rong et al. 2022).
  ///
  /// With the most relevant first a small area speaks for the map, with the least relevant first a large one.
  public static func road(
    order: RemovalOrder = .mostRelevant, deviation: Double = 0.01, scale: ScoreScale = .probability, seed: UInt64 = 0
  ) -> PixelRemoval {
    PixelRemoval(
      order: order, replacement: .noisyLinear(deviation: deviation), steps: 9, lastShare: 0.9, scale: scale,
      seed: seed)
  }

  /// The curve of each image, the first point being none removed (or none brought in).
  ///
  /// - Throws: `AssayError(.invalidArgument)` for settings out of range, `(.shapeMismatch)` for a baseline that does not
  ///   fit, and when the model breaks its contract.
  public func curves(_ explained: ExplainedMaps) throws -> [RemovalCurve] {
    try validate()
    let (images, maps) = (explained.images, try MapValues(explained.maps))
    let counts = counts(ofPixels: maps.pixelCount)
    let orders = try maps.map { order.order(maps.pixels($0)) }
    let eraser = try PixelEraser(replacement, images: images, seed: seed)
    let outcomes = try explained.outcomes(ofVariants: counts.count, scale) { row, index in
      let changed = orders[row].prefix(counts[index])
      let removed = isInsertion ? orders[row].dropFirst(counts[index]) : changed
      return ImageVariant(image: eraser.image(row, without: removed))
    }
    let shares = counts.map { Double($0) / Double(maps.pixelCount) }
    return outcomes.map { RemovalCurve(shares: shares, scores: $0.map(\.score)) }
  }

  /// The numbers of changed pixels at the points of the curve, rounded down.
  private func counts(ofPixels pixels: Int) -> [Int] {
    // A share such as 41/42 of 42 is 41, whatever the rounding of the product.
    let last = lastShare * Double(pixels) + 1e-9
    let steps = min(steps, max(1, Int(last)))
    return (0...steps).map { min(Int(last * Double($0) / Double(steps)), isImputed ? pixels - 1 : pixels) }
  }

  private var isImputed: Bool {
    if case .noisyLinear = replacement { true } else { false }
  }

  func validate() throws {
    guard steps >= 1 else {
      throw AssayError(
        .invalidArgument, "a curve needs a step", expected: "steps ≥ 1", found: "\(steps)", at: "steps")
    }
    guard lastShare > 0, lastShare <= 1 else {
      throw AssayError(
        .invalidArgument, "not a share of the pixels", expected: "a number in (0, 1]", found: "\(lastShare)",
        at: "lastShare")
    }
    if case .baseline(let baseline) = replacement { try baseline.validate() }
    guard case .noisyLinear(let deviation) = replacement else { return }
    guard deviation >= 0, deviation.isFinite else {
      throw AssayError(
        .invalidArgument, "a standard deviation cannot be negative", expected: "deviation ≥ 0", found: "\(deviation)",
        at: "deviation")
    }
    guard lastShare < 1, !isInsertion else {
      throw AssayError(
        .invalidArgument, "pixels are imputed from others, of which some must be left", expected: "lastShare < 1",
        found: isInsertion ? "an insertion, which starts from none" : "\(lastShare)", at: "lastShare")
    }
  }
}

extension PixelRemoval: CustomStringConvertible {
  /// As "deletion (64 steps, black)".
  public var description: String {
    let way = isInsertion ? "insertion" : "deletion"
    let first = order == .mostRelevant ? [] : ["\(order.rawValue) first"]
    let details = ["\(steps) steps", replacement.description] + first + [scale.rawValue]
    return "\(way) (\(details.joined(separator: ", ")))"
  }
}
