extension LineChart {
  /// The chart as an SVG file; the same chart always gives the same text.
  package var svg: String { drawing.svg }

  /// The marks of the chart.
  var drawing: ChartDrawing {
    let layout = ChartLayout(self)
    return ChartDrawing(
      width: Int(ChartLayout.width), height: Int(layout.height),
      description: "\(title): \(series.map(\.name).joined(separator: "; "))", marks: layout.marks)
  }
}
