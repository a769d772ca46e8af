import AssayNetworks
import AssayTensor

/// The differences of scores that maps should sum to, and the sizes that gaps are measured against.
struct CompletenessScale {
  private let differences: [Double]
  private let sizes: [Double]

  /// - Parameter baselines: None for maps that sum to the score itself.
  init(_ model: any Classifier, images: Tensor, baselines: Tensor?, scores: ExplainedScores) throws {
    let logits = try model.checkedLogits(for: images)
    let floor = try baselines.map { try model.scores(for: $0, scores).elements } ?? scores.classes.map { _ in 0 }
    let differences = zip(scores.values(of: logits).elements, floor).map { Double($0) - Double($1) }
    self.differences = differences
    sizes = (0..<scores.count).map { row in
      let values = logits.row(row)
      let spread = Double((values.max() ?? 0) - (values.min() ?? 0))
      return max(differences[row].magnitude, 0.01 * spread, Double(Float.leastNormalMagnitude))
    }
  }

  /// What the sum of each map misses, relative to the difference of scores.
  ///
  /// Where the difference is below 1 % of the spread of the image's logits, relative to that 1 %: a relative error of
  /// nothing means nothing.
  ///
  /// - Parameter rows: The examples that the maps belong to.
  func gaps(of maps: Tensor, rows: [Int]) -> [Double] {
    zip(rows, maps.sumPerExample().elements).map { row, sum in
      (Double(sum) - differences[row]).magnitude / sizes[row]
    }
  }
}
