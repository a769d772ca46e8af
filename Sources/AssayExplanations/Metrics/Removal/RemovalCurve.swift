/// How a score changes as the pixels of an image are removed, or brought in, a share at a time.
public struct RemovalCurve: Sendable, Equatable {
  /// The shares of the pixels that were changed, ascending.
  public let shares: [Double]
  /// The score at each share.
  public let scores: [Double]

  /// The area under the curve by the trapezoid rule, divided by its width: the mean height.
  public var area: Double {
    guard shares.count > 1, let first = shares.first, let last = shares.last, last > first else { return scores[0] }
    var sum = 0.0
    for point in 1..<shares.count {
      sum += (shares[point] - shares[point - 1]) * (scores[point] + scores[point - 1]) / 2
    }
    return sum / (last - first)
  }

  /// The mean over all points of how far the score is below that of the first.
  ///
  /// The area over the perturbation curve (Samek et al. 2017, equation 12).
  public var meanDrop: Double {
    scores.reduce(0) { $0 + scores[0] - $1 } / Double(scores.count)
  }
}
