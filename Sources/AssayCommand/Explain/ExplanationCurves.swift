import AssayBase
import AssayExplanations
import AssayImages
import AssayReport

/// The curves that belong to explanations, as SVG and PNG.
struct ExplanationCurves {
  private let run: ExplainRun
  private let request: PictureArgument
  private let console: Console

  init(_ run: ExplainRun, _ request: PictureArgument, _ console: Console) {
    (self.run, self.request, self.console) = (run, request, console)
  }

  /// The numbers of points that are tried.
  private static let points = [1, 2, 4, 8, 16, 32, 64]

  /// Draws what there is to draw, and returns the sections of the page.
  ///
  /// - Throws: `AssayError` when the folder cannot be written, and what explaining throws.
  func write() throws -> [PicturePage.Section] {
    try run.methods.compactMap { method in
      guard method.explanation.promisesCompleteness else { return nil }
      let chart = try convergence(of: method)
      let name = "convergence-\(method.slug)"
      try AtomicFile.createFolder(request.folder)
      try AtomicFile.write(chart.svg, to: "\(request.folder)/\(name).svg")
      try AtomicFile.write(PNG.encode(chart.rendered()), to: "\(request.folder)/\(name).png")
      return PicturePage.Section(
        heading: "How \(method.heading) becomes complete",
        pictures: [PicturePage.Picture(file: "\(name).svg", words: chart.title)])
    }
  }

  private func convergence(of method: MethodArgument.Method) throws -> LineChart {
    let indices = Array(0..<min(request.count, run.inputs.count))
    let (images, labels) = try run.inputs.dataset.batch(at: indices)
    let curves = try method.explanation.convergence(
      of: run.subject, images: images, labels: labels, target: run.target, points: Self.points
    ) { console.progress("… \($0.rawValue)") }
    let series = curves.map { curve in
      ChartSeries(
        name: curve.rule.rawValue, points: curve.gaps.map { ChartSeries.Point(x: Double($0.points), y: $0.mean) })
    }
    return LineChart(
      title: "Completeness of integrated gradients, \(run.inputs.title)", xLabel: "points on the path",
      yLabel: "mean relative gap", xAxis: ChartAxis(logarithmicallyHolding: Self.points.map(Double.init), base: 2),
      yAxis: ChartAxis(logarithmicallyHolding: series.flatMap { $0.points.map(\.y) }), series: series,
      footer: "\(indices.count) images. The gap is what a map's sum misses of the difference of scores of image and "
        + "baseline.")
  }
}
