import AssayBase

/// The linear model that LIME fits to the answers for copies of one image.
package struct LIMESurrogate: Sendable {
  /// A number a superpixel, 0 for those not in the model.
  package let coefficients: [Double]
  /// The superpixels in the model, those of the largest coefficients first.
  package let order: [Int]
  package let intercept: Double
  package let score: Double
  package let localPrediction: Double

  /// Fits the model as `lime` says.
  ///
  /// - Parameters:
  ///   - choices: 1 or 0 for each superpixel of each copy, copy after copy; the first row is the image explained.
  ///   - answers: the model's answer for each copy.
  package init(_ lime: LIME, choices: [UInt8], answers: [Double]) {
    let width = choices.count / answers.count
    let rows = choices.map { Double($0) }
    let shown = answers.indices.map { row in rows[row * width..<(row + 1) * width].reduce(0, +) }
    let design = WeightedDesign(
      rows: rows, width: width, outcomes: answers,
      weights: shown.map { Self.weight(shown: $0, of: Double(width), kernelWidth: lime.kernelWidth) })
    let first = Array(rows.prefix(width))
    let kept = Self.select(lime, design, first)
    let fit = LinearFit(design.keeping(kept), penalty: lime.penalty)
    var coefficients = [Double](repeating: 0, count: width)
    for (column, coefficient) in zip(kept, fit.coefficients) { coefficients[column] = coefficient }
    self.coefficients = coefficients
    order = Self.sorted(kept, by: coefficients)
    intercept = fit.intercept
    score = fit.score
    localPrediction = fit.prediction(of: kept.map { first[$0] })
  }

  /// √exp(−d²/width²), d being 1 less the cosine between the superpixels shown and all: 1 − √(shown / all), 1 for none.
  private static func weight(shown: Double, of all: Double, kernelWidth: Double) -> Double {
    let distance = shown > 0 ? 1 - (shown / all).squareRoot() : 1
    let scaled = distance / kernelWidth
    return Elementary.exp(-scaled * scaled).squareRoot()
  }

  private static func select(_ lime: LIME, _ design: WeightedDesign, _ first: [Double]) -> [Int] {
    let count = min(lime.features ?? design.width, design.width)
    switch lime.selection {
    case .all: return Array(0..<design.width)
    case .forward: return StepwiseSelection.forward(design, count: count)
    case .backward: return StepwiseSelection.backward(design, count: count)
    case .automatic where count <= 6: return StepwiseSelection.forward(design, count: count)
    case .highestWeights, .automatic:
      let fit = LinearFit(design, penalty: 0.01)
      let effects = zip(fit.coefficients, first).map { $0 * $1 }
      return Array(sorted(Array(0..<design.width), by: effects).prefix(count))
    }
  }

  /// The columns with the largest values by magnitude first; of equal ones the order stays.
  private static func sorted(_ columns: [Int], by values: [Double]) -> [Int] {
    columns.enumerated().sorted { one, other in
      let (first, second) = (values[one.element].magnitude, values[other.element].magnitude)
      return first == second ? one.offset < other.offset : first > second
    }
    .map(\.element)
  }
}
