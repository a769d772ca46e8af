import AssayBase
import AssayTensor

/// A map of an explanation as a picture shows it: a number a pixel, and the size that gets the darkest colour.
///
/// White is nothing. With a sign, red speaks for the explained class and blue against it, equally dark for the same size;
/// without, colours go over yellow and red to a dark purple. Both scales are perceptually even and fit for the colour-blind.
public struct HeatMap: Sendable, Equatable {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// The numbers, row by row.
  public let values: [Float]
  /// Whether numbers below 0 have colours of their own.
  public let isSigned: Bool
  /// The size from which on a number has the darkest colour; 0 only where all are 0.
  public let limit: Float

  /// Makes a heat map of a map C×H×W or 1×C×H×W.
  ///
  /// - Parameters:
  ///   - channels: How the channels of a pixel become one number; without a sign, sizes are shown.
  ///   - percentile: The share of pixels, in percent, whose sizes the colours tell apart: few extreme pixels do not fade
  ///     all others. Between two sizes in order the limit is interpolated. Where it would be 0, it is the largest size.
  /// - Throws: `AssayError`: `shapeMismatch` for other shapes, `notFinite`, `invalidArgument` unless 0 < percentile ≤ 100.
  public init(_ map: Tensor, channels: ChannelReduction = .sum, clipping percentile: Double = 99) throws {
    let extents = Array(map.shape.dimensions.suffix(3))
    guard extents.count == 3, map.count == extents.reduce(1, *), map.count > 0 else {
      throw AssayError(
        .shapeMismatch, "not the map of one image", expected: "C×H×W or 1×C×H×W", found: "\(map.shape)")
    }
    try self.init(
      values: channels.reduced(map.elements, pixels: extents[1] * extents[2]), height: extents[1], width: extents[2],
      isSigned: channels.isSigned, clipping: percentile)
  }

  private init(values: [Float], height: Int, width: Int, isSigned: Bool, clipping percentile: Double) throws {
    if let wrong = values.firstIndex(where: { !$0.isFinite }) {
      throw AssayError(
        .notFinite, "a map has a value that cannot be shown", expected: "finite numbers", found: "\(values[wrong])",
        at: "row \(wrong / width), column \(wrong % width)")
    }
    guard percentile > 0, percentile <= 100 else {
      throw AssayError(
        .invalidArgument, "the percentile is out of range", expected: "above 0, at most 100", found: "\(percentile)")
    }
    (self.values, self.height, self.width, self.isSigned) = (values, height, width, isSigned)
    limit = Self.limit(of: values, percentile)
  }

  private static func limit(of values: [Float], _ percentile: Double) -> Float {
    let sizes = values.map(\.magnitude).sorted()
    let place = percentile / 100 * Double(sizes.count - 1)
    let (lower, upper) = (sizes[Int(place)], sizes[min(Int(place) + 1, sizes.count - 1)])
    let limit = lower + (upper - lower) * Float(place - place.rounded(.down))
    return limit > 0 ? limit : sizes[sizes.count - 1]
  }

  /// The same map without its sign: sizes alone.
  ///
  /// What is never below 0, as the maps of some methods, needs no colours for it.
  package var unsigned: HeatMap {
    HeatMap(values: values.map(\.magnitude), height: height, width: width, isSigned: false, limit: limit)
  }

  private init(values: [Float], height: Int, width: Int, isSigned: Bool, limit: Float) {
    (self.values, self.height, self.width, self.isSigned, self.limit) = (values, height, width, isSigned, limit)
  }

  /// Whether any number is below 0.
  package var hasNegatives: Bool { values.contains { $0 < 0 } }

  /// The colours of the numbers.
  package var scale: ColourScale { isSigned ? .diverging : .sequential }
}
