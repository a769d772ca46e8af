import AssayBase
import AssayExplanations
import AssayImages
import AssayReport

/// The curves that belong to explanations, as SVG and PNG: deletion and insertion of all methods, and how integrated
/// gradients become complete.
struct ExplanationCurves {
  private let run: ExplainRun
  private let request: PictureArgument
  private var deletions: [[RemovalCurve]]
  private var insertions: [[RemovalCurve]]

  init(_ run: ExplainRun, _ request: PictureArgument) {
    (self.run, self.request) = (run, request)
    deletions = run.methods.map { _ in [] }
    insertions = deletions
  }

  /// The numbers of points that are tried.
  private static let points = [1, 2, 4, 8, 16, 32, 64]
  private static let steps = 32

  /// Takes the pixels of the images that are drawn away and brings them in, in the order of their maps.
  ///
  /// - Throws: What evaluating the model throws.
  mutating func collect(_ piece: ExplainRun.Piece) throws {
    guard request.drawsCurves, let piece = piece.before(request.count) else { return }
    let explained = try run.explained(piece)
    deletions[piece.method] += try PixelRemoval.deletion(steps: Self.steps).curves(explained)
    insertions[piece.method] += try PixelRemoval.insertion(steps: Self.steps).curves(explained)
  }

  /// Draws what there is to draw, and returns the sections of the page.
  ///
  /// - Throws: `AssayError` when the folder cannot be written, and what explaining throws.
  func write() throws -> [PicturePage.Section] {
    guard request.drawsCurves else { return [] }
    try AtomicFile.createFolder(request.folder)
    var sections = [
      try write(removal("Deletion: the most relevant pixels go first", "pixels removed", deletions), "deletion"),
      try write(removal("Insertion: the most relevant pixels come first", "pixels shown", insertions), "insertion"),
    ]
    for method in run.methods where method.explanation.isPathIntegral {
      sections.append(try write(convergence(of: method), "convergence-\(method.slug)"))
    }
    return sections
  }

  private func write(_ chart: LineChart, _ name: String) throws -> PicturePage.Section {
    try AtomicFile.write(chart.svg, to: "\(request.folder)/\(name).svg")
    try AtomicFile.write(PNG.encode(chart.rendered()), to: "\(request.folder)/\(name).png")
    return PicturePage.Section(
      heading: chart.title, pictures: [PicturePage.Picture(file: "\(name).svg", words: chart.title)])
  }

  /// The mean curve of each method.
  private func removal(_ title: String, _ xLabel: String, _ curves: [[RemovalCurve]]) -> LineChart {
    let series = zip(run.methods, curves).map { method, curves in
      let shares = curves.first?.shares ?? []
      return ChartSeries(
        name: method.heading,
        points: shares.indices.map { place in
          let mean = curves.reduce(0) { $0 + $1.scores[place] } / Double(curves.count)
          return ChartSeries.Point(x: shares[place], y: mean)
        })
    }
    // Probabilities; a difference of two can be below 0.
    let isSigned = series.contains { $0.points.contains { $0.y < 0 } }
    return LineChart(
      title: "\(title), \(run.inputs.title)", xLabel: xLabel, yLabel: "mean probability of the explained class",
      xAxis: .shares, yAxis: isSigned ? ChartAxis(holding: [-1, 1]) : .shares, series: series,
      footer: "\(curves.first?.count ?? 0) images; what is not shown is black (Petsiuk, Das and Saenko 2018).")
  }

  private func convergence(of method: MethodArgument.Method) throws -> LineChart {
    let indices = Array(0..<min(request.count, run.inputs.count))
    let (images, labels) = try run.inputs.dataset.batch(at: indices)
    let curves = try method.explanation.convergence(
      of: run.subject, images: images, labels: labels, target: run.target, points: Self.points
    ) { run.console.progress("… convergence, \($0.rawValue)") }
    let series = curves.map { curve in
      ChartSeries(
        name: curve.rule.rawValue, points: curve.gaps.map { ChartSeries.Point(x: Double($0.points), y: $0.mean) })
    }
    return LineChart(
      title: "Completeness of \(method.heading), \(run.inputs.title)", xLabel: "points on the path",
      yLabel: "mean relative gap", xAxis: ChartAxis(logarithmicallyHolding: Self.points.map(Double.init), base: 2),
      yAxis: ChartAxis(logarithmicallyHolding: series.flatMap { $0.points.map(\.y) }), series: series,
      footer: "\(indices.count) images. The gap is what a map's sum misses of the difference of scores of image and "
        + "baseline.")
  }
}
