import AssayImages

/// Where everything of a chart goes, in units of a pixel: the same for SVG and pictures.
struct ChartLayout {
  static let width = 960.0
  static let textScale = 2
  static let lineHeight = Double(PixelFont.lineHeight * textScale)
  private static let margin = 28.0
  private static let plotHeight = 400.0

  let height: Double
  let marks: [ChartMark]

  init(_ chart: LineChart) {
    let chart = chart.finite
    let xAxis = chart.xAxis ?? ChartAxis(holding: chart.series.flatMap { $0.points.map(\.x) })
    let title = Self.wrapped(chart.title)
    let top = Self.margin + Double(title.count) * Self.lineHeight + 40
    let widest = chart.yAxis.ticks.map { PixelFont.width(of: chart.yAxis.text(at: $0), scale: Self.textScale) }.max()
    let left = Self.margin + Double(widest ?? 0) + 14
    let frame = Frame(
      left: left, top: top, right: Self.width - Self.margin - 16, bottom: top + Self.plotHeight, xAxis: xAxis,
      yAxis: chart.yAxis)
    var marks = Self.lines(title, top: Self.margin, .ink, isBold: true)
    marks.append(.text(chart.yLabel, ChartPoint(Self.margin, top - 20), .start, .faint, isBold: false))
    marks += Self.axes(frame)
    marks.append(
      .text(chart.xLabel, ChartPoint(frame.right, frame.bottom + 52), .end, .faint, isBold: false))
    for (index, series) in chart.series.enumerated() { marks += Self.band(series, index, frame) }
    for (index, series) in chart.series.enumerated() { marks += Self.curve(series, index, frame) }
    var y = frame.bottom + 62
    for (index, series) in chart.series.enumerated() {
      marks += Self.legend(series, index, top: y)
      y += Self.lineHeight + 4
    }
    let footer = chart.footer.isEmpty ? [] : Self.wrapped(chart.footer)
    marks += Self.lines(footer, top: y + 10, .faint, isBold: false)
    self.marks = marks
    height = (y + 10 + Double(footer.count) * Self.lineHeight + Self.margin).rounded()
  }

  /// The rectangle of the axes, and where values lie in it.
  private struct Frame {
    let left: Double
    let top: Double
    let right: Double
    let bottom: Double
    let xAxis: ChartAxis
    let yAxis: ChartAxis

    func x(_ value: Double) -> Double { left + xAxis.share(of: value) * (right - left) }
    func y(_ value: Double) -> Double { bottom - yAxis.share(of: value) * (bottom - top) }
    func place(_ x: Double, _ y: Double) -> ChartPoint { ChartPoint(self.x(x), self.y(y)) }
  }

  private static func axes(_ frame: Frame) -> [ChartMark] {
    let grid = ChartStroke(colour: .grid, width: 1)
    var marks: [ChartMark] = []
    for tick in frame.yAxis.ticks {
      let y = frame.y(tick).rounded() + 0.5
      marks.append(.line([ChartPoint(frame.left, y), ChartPoint(frame.right, y)], grid))
      marks.append(
        .text(frame.yAxis.text(at: tick), ChartPoint(frame.left - 12, y + 6), .end, .ink, isBold: false))
    }
    for tick in frame.xAxis.ticks {
      let x = frame.x(tick).rounded() + 0.5
      marks.append(.line([ChartPoint(x, frame.top), ChartPoint(x, frame.bottom)], grid))
      marks.append(
        .text(frame.xAxis.text(at: tick), ChartPoint(x, frame.bottom + 26), .middle, .ink, isBold: false))
    }
    let axis = ChartStroke(colour: .ink, width: 1.5)
    marks.append(
      .line(
        [
          ChartPoint(frame.left, frame.top), ChartPoint(frame.left, frame.bottom),
          ChartPoint(frame.right, frame.bottom),
        ], axis))
    return marks
  }

  private static func band(_ series: ChartSeries, _ index: Int, _ frame: Frame) -> [ChartMark] {
    let known = series.points.compactMap { point in point.interval.map { (point.x, $0) } }
    guard known.count >= 2 else { return [] }
    return [
      .band(
        upper: known.map { frame.place($0.0, $0.1.upperBound) },
        lower: known.map { frame.place($0.0, $0.1.lowerBound) }, colour(index), opacity: 0.14)
    ]
  }

  private static func curve(_ series: ChartSeries, _ index: Int, _ frame: Frame) -> [ChartMark] {
    let places = series.points.map { frame.place($0.x, $0.y) }
    var marks: [ChartMark] = places.count >= 2 ? [.line(places, stroke(index))] : []
    if let only = series.points.first, series.points.count == 1, let interval = only.interval {
      marks.append(
        .line([frame.place(only.x, interval.lowerBound), frame.place(only.x, interval.upperBound)], stroke(index)))
    }
    return marks + places.map { .symbol(symbol(index), $0, colour(index), radius: 5) }
  }

  private static func legend(_ series: ChartSeries, _ index: Int, top: Double) -> [ChartMark] {
    let y = top + lineHeight / 2
    let space = Self.width - 2 * margin - 60
    let name = TextWrapping.lines(
      of: series.name, columns: PixelFont.capacity(of: Int(space), scale: textScale), limit: 1)
    return [
      .line([ChartPoint(margin, y), ChartPoint(margin + 48, y)], stroke(index)),
      .symbol(symbol(index), ChartPoint(margin + 24, y), colour(index), radius: 5),
      .text(name.first ?? "", ChartPoint(margin + 60, y + 7), .start, .ink, isBold: false),
    ]
  }

  private static func colour(_ index: Int) -> ChartColour { ChartColour.curves[index % ChartColour.curves.count] }

  private static func symbol(_ index: Int) -> ChartSymbol {
    ChartSymbol.allCases[index % ChartSymbol.allCases.count]
  }

  private static func stroke(_ index: Int) -> ChartStroke {
    let dashes: [[Double]] = [[], [14, 7], [3, 6], [16, 6, 3, 6], [8, 8]]
    return ChartStroke(colour: colour(index), width: 3, dashes: dashes[index % dashes.count])
  }

  private static func wrapped(_ text: String) -> [String] {
    let columns = PixelFont.capacity(of: Int(width - 2 * margin), scale: textScale)
    return TextWrapping.lines(of: text, columns: columns, limit: 4)
  }

  private static func lines(_ lines: [String], top: Double, _ colour: ChartColour, isBold: Bool) -> [ChartMark] {
    lines.enumerated().map { index, line in
      .text(
        line, ChartPoint(margin, top + Double(index) * lineHeight + 14), .start, colour, isBold: isBold)
    }
  }
}

extension LineChart {
  /// The chart without points that have no place.
  fileprivate var finite: LineChart {
    var chart = self
    for index in series.indices {
      chart.series[index].points.removeAll { !$0.x.isFinite || !$0.y.isFinite }
    }
    return chart
  }
}
