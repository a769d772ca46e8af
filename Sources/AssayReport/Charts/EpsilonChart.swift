import AssayBase
import AssayProperties

extension LineChart {
  /// Accuracy against the size of the ball, a curve for each sweep.
  ///
  /// What all sweeps share is in the title, what tells them apart in the legend.
  package init(of sweeps: [EpsilonSweep]) {
    let data = Self.unique(sweeps.map(\.data))
    let norms = Self.unique(sweeps.map(\.norm.symbol))
    let confidences = Self.unique(sweeps.map { PercentText.of($0.confidence) })
    self.init(
      title: "Accuracy under attack on \(data.joined(separator: ", "))",
      xLabel: "ε (\(norms.joined(separator: ", ")))", yLabel: "examples still classified correctly",
      series: sweeps.map { sweep in
        ChartSeries(
          name: "\(sweep.model), \(sweep.attack)" + (data.count > 1 ? ", \(sweep.data)" : ""),
          points: sweep.points.map { ChartSeries.Point(x: $0.epsilon, y: $0.accuracy, interval: $0.interval) })
      },
      footer: "Bands: \(confidences.joined(separator: ", ")) interval of each point for further examples of the kind. "
        + "Accuracy under an attack is an upper bound.")
  }

  private static func unique(_ texts: [String]) -> [String] {
    texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
