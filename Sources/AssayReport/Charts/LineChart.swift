/// Curves over a common axis, drawn as SVG or as a picture.
///
/// Curves are told apart by colour, by the shape of their points and by the dashes of their lines, so that neither colour
/// blindness nor a copy in gray hides which is which.
package struct LineChart: Sendable {
  /// The line on top.
  package var title: String
  /// What is written at the end of the horizontal axis.
  package var xLabel: String
  /// What is written above the vertical axis.
  package var yLabel: String
  /// The horizontal axis; one that holds all points unless given.
  package var xAxis: ChartAxis?
  /// The vertical axis; that of shares is written in percent.
  package var yAxis: ChartAxis
  /// The curves.
  package var series: [ChartSeries]
  /// The line or lines at the end.
  package var footer: String

  /// Makes a chart.
  ///
  /// - Parameters:
  ///   - xAxis: The horizontal axis; round numbers about all points unless given.
  ///   - yAxis: The vertical axis; shares from 0 to 1 unless given.
  package init(
    title: String, xLabel: String, yLabel: String, xAxis: ChartAxis? = nil, yAxis: ChartAxis = .shares,
    series: [ChartSeries], footer: String = ""
  ) {
    (self.title, self.xLabel, self.yLabel) = (title, xLabel, yLabel)
    (self.xAxis, self.yAxis) = (xAxis, yAxis)
    (self.series, self.footer) = (series, footer)
  }
}

/// A curve of a chart.
package struct ChartSeries: Sendable {
  /// A point, with the interval that holds its true value where one is known.
  package struct Point: Sendable {
    package let x: Double
    package let y: Double
    package let interval: ClosedRange<Double>?

    package init(x: Double, y: Double, interval: ClosedRange<Double>? = nil) {
      (self.x, self.y, self.interval) = (x, y, interval)
    }
  }

  /// What the legend calls it.
  package var name: String
  /// Its points, from left to right, all finite.
  package var points: [Point]

  /// Makes a curve.
  package init(name: String, points: [Point]) { (self.name, self.points) = (name, points) }
}
