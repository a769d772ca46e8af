import AssayNetworks
import AssayTensor

/// The differences of scores that maps should sum to, and the sizes that gaps are measured against.
struct CompletenessScale {
  private let differences: [Double]
  private let sizes: [Double]

  init(_ model: any DifferentiableClassifier, images: Tensor, baselines: Tensor, classes: [Int]) throws {
    let logits = try model.checkedLogits(for: images)
    let scores = logits.values.selecting(columns: classes).elements
    let floor = try model.scores(for: baselines, classes: classes)
    let differences = zip(scores, floor).map { Double($0) - Double($1) }
    self.differences = differences
    sizes = classes.indices.map { row in
      let values = logits.row(row)
      let spread = Double((values.max() ?? 0) - (values.min() ?? 0))
      return max(differences[row].magnitude, 0.01 * spread, Double(Float.leastNormalMagnitude))
    }
  }

  /// What the sum of each map misses, relative to the difference of scores.
  ///
  /// Where the difference is below 1 % of the spread of the image's logits, relative to that 1 %: a relative error of
  /// nothing means nothing.
  func gaps(of maps: Tensor) -> [Double] {
    maps.sumPerExample().elements.enumerated().map { row, sum in
      (Double(sum) - differences[row]).magnitude / sizes[row]
    }
  }
}
