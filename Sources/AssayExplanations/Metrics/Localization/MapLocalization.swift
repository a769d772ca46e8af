import AssayBase
import AssayTensor

/// Whether a map's relevance lies where it should: inside a mask of the object that the class is about.
///
/// A pixel's relevance is the sum of its channels. Larger is better.
public enum MapLocalization: Sendable, Hashable {
  /// The pointing game: 1 where the most relevant pixel is at most `tolerance` pixels from the mask, else 0.
  ///
  /// Zhang et al. 2018, with a tolerance of 15 there. Of equal pixels the first counts. A map of equal pixels
  /// points nowhere: 0.
  case pointing(tolerance: Double = 0)
  /// The share of the positive relevance that lies inside the mask (Arras, Osman and Samek 2022).
  ///
  /// A map without positive relevance has none inside: 0.
  case mass
  /// The share of the k most relevant pixels that lie inside a mask of k pixels (Arras, Osman and Samek 2022).
  ///
  /// Of equal pixels the first counts.
  case rank

  /// The value for each of N×C×H×W maps with its mask: N×1×H×W or, one for all, 1×1×H×W; a pixel above ½ is inside.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when masks do not fit the maps, `(.empty)` for a mask without pixels,
  ///   `(.notFinite)`, `(.invalidArgument)` for a negative tolerance.
  public func values(_ maps: Tensor, masks: Tensor) throws -> [Double] {
    try validate()
    let maps = try MapValues(maps)
    let expected: Shape = [maps.rows.count, 1, maps.shape[1], maps.shape[2]]
    guard masks.shape == expected || masks.shape == expected.withFirst(1) else {
      throw AssayError(
        .shapeMismatch, "the masks do not fit the maps", expected: "\(expected)", found: "\(masks.shape)", at: "masks")
    }
    let insides = try MapValues(masks, named: "masks").rows.map { mask in mask.map { $0 > 0.5 } }
    if let row = insides.firstIndex(where: { !$0.contains(true) }) {
      throw AssayError(
        .empty, "a mask has no pixel inside", expected: "a pixel above 0.5", at: "masks, image \(row)")
    }
    return try maps.map { row in
      value(maps.pixels(row), inside: insides[insides.count == 1 ? 0 : row], width: maps.shape[2])
    }
  }

  func validate() throws {
    guard case .pointing(let tolerance) = self, !(tolerance >= 0 && tolerance.isFinite) else { return }
    throw AssayError(
      .invalidArgument, "a tolerance is a distance", expected: "tolerance ≥ 0", found: "\(tolerance)",
      at: "tolerance")
  }

  private func value(_ pixels: [Double], inside: [Bool], width: Int) -> Double {
    switch self {
    case .pointing(let tolerance):
      let order = PixelOrder.descending(pixels)
      guard let top = order.first, let bottom = order.last, pixels[top] > pixels[bottom] else { return 0 }
      let isHit = inside.indices.contains { index in
        let (rows, columns) = (Double(index / width - top / width), Double(index % width - top % width))
        return inside[index] && rows * rows + columns * columns <= tolerance * tolerance
      }
      return isHit ? 1 : 0
    case .mass:
      let positive = pixels.map { max(0, $0) }
      let sum = positive.reduce(0, +)
      let within = zip(positive, inside).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
      return sum > 0 ? min(1, within / sum) : 0
    case .rank:
      let count = inside.count { $0 }
      return Double(PixelOrder.descending(pixels).prefix(count).count { inside[$0] }) / Double(count)
    }
  }
}

extension MapLocalization: CustomStringConvertible {
  /// As "pointing game".
  public var description: String {
    switch self {
    case .pointing(let tolerance):
      tolerance == 0 ? "pointing game" : "pointing game (within \(Float(tolerance)) pixels)"
    case .mass: "relevance mass inside"
    case .rank: "relevance rank inside"
    }
  }
}

extension ExplanationMetric {
  /// Whether relevance lies inside the masks of the images: N×1×H×W or, one for all, 1×1×H×W.
  public static func localization(_ localization: MapLocalization, masks: Tensor) -> ExplanationMetric {
    ExplanationMetric(LocalizationMeasure(localization: localization, masks: masks))
  }
}

private struct LocalizationMeasure: MapMeasure {
  let localization: MapLocalization
  let masks: Tensor

  var description: String { localization.description }
  var preference: MetricPreference { .larger }

  func validate() throws { try localization.validate() }

  func values(_ explained: ExplainedMaps) throws -> [Double] {
    try localization.values(explained.maps, masks: masks)
  }
}
