import AssayBase

/// The part of two maps that structural similarity compares at a time.
public enum SimilarityWindow: String, Sendable, Hashable, CaseIterable {
  /// 7×7 pixels of equal weight; variances of samples (divided by one less than the number of pixels).
  case uniform
  /// 11×11 pixels weighted by a Gaussian of σ = 1.5; variances of populations: the paper's own form.
  case gaussian

  /// The number of rows and of columns.
  public var side: Int { weights.count }

  /// What each row and each column counts; they sum to 1.
  var weights: [Double] {
    switch self {
    case .uniform: return [Double](repeating: 1.0 / 7, count: 7)
    case .gaussian:
      let bell = (-5...5).map { Elementary.exp(-Double($0 * $0) / (2 * 1.5 * 1.5)) }
      let sum = bell.reduce(0, +)
      return bell.map { $0 / sum }
    }
  }

  /// What a weighted mean of squared distances is multiplied by to be the variance.
  var varianceFactor: Double { self == .uniform ? 49.0 / 48 : 1 }
}
