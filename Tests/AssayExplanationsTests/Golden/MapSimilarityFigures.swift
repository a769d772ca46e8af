import AssayBase
import AssayExplanations
import AssayStatistics
import AssayTensor
import AssayTestSupport

/// Comparisons and concentration of maps, as the golden file names its figures.
struct MapSimilarityFigures {
  let goldenCase: GoldenCase

  /// What we make of each figure that the case expects.
  func outputs() throws -> [String: [Double]] {
    let (a, b) = (try map("a"), try map("b"))
    return try Dictionary(
      uniqueKeysWithValues: goldenCase.expectedValues.keys.map { ($0, try values(of: $0, a, b)) })
  }

  /// A matrix as a map.
  private func map(_ role: String) throws -> Tensor {
    let values = try goldenCase.tensor(role)
    guard values.shape.rank == 2 else {
      throw AssayError(
        .unsupported, "the test reads maps that are matrices", found: "\(values.shape)",
        at: "golden case \(goldenCase.name), \(role)")
    }
    return values.reshaped(to: [1, 1, values.shape[0], values.shape[1]])
  }

  private func values(of role: String, _ a: Tensor, _ b: Tensor) throws -> [Double] {
    switch role {
    case "kendall_tau_b": return try MapSimilarity.kendall.values(a, b)
    case "spearman": return try MapSimilarity.spearman.values(a, b)
    case "spearman_p_value":
      return try MapSimilarity.spearman.values(a, b).map { try Correlation.pValue(of: $0, count: a.count) }
    case "pearson": return try MapSimilarity.pearson.values(a, b)
    case "cosine": return try MapSimilarity.cosine.values(a, b)
    case "ssim_uniform7": return try structural(.uniform, a, b)
    case "ssim_gaussian": return try structural(.gaussian, a, b)
    case "l2_distance": return try MapDistance.rawL2.distances(a, b)
    case "gini": return try MapConcentration.gini.values(a)
    case "entropy": return try MapConcentration.entropy.values(a)
    default: break
    }
    if let count = number(in: role, "top", "_intersection").flatMap({ Int($0) }) {
      return try MapSimilarity.topIntersection(count: count).values(a, b)
    }
    if let threshold = number(in: role, "effective_", "").flatMap({ Double($0) }) {
      return try MapConcentration.effectiveComplexity(threshold: threshold, isRelative: false).values(a)
    }
    throw AssayError(
      .unsupported, "the test does not know this figure", found: role, at: "golden case \(goldenCase.name)")
  }

  /// The file says −1 where the maps are smaller than the window, which we refuse.
  private func structural(_ window: SimilarityWindow, _ a: Tensor, _ b: Tensor) throws -> [Double] {
    do {
      return try MapSimilarity.structural(window).values(a, b)
    } catch let error as AssayError where error.kind == .invalidArgument && error.location == "window" {
      return [-1]
    }
  }

  /// What stands between a prefix and a suffix.
  private func number(in role: String, _ prefix: String, _ suffix: String) -> String? {
    guard role.hasPrefix(prefix), role.hasSuffix(suffix) else { return nil }
    return String(role.dropFirst(prefix.count).dropLast(suffix.count))
  }
}
