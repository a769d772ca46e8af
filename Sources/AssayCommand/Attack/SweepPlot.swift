import AssayBase
import AssayImages
import AssayProperties
import AssayReport
import Foundation

/// What `--plot` and `--plot-with` name: a file for curves of accuracy against ε, and earlier curves to draw beside them.
struct SweepPlot {
  /// The file.
  let path: String
  private let others: [String]

  /// The plot that the options ask for; nil without `--plot`.
  ///
  /// - Throws: `AssayError` for a file of another kind, and where options are missing.
  init?(_ arguments: Arguments) throws {
    guard let path = try arguments.text("plot") else {
      guard !arguments.has("plot-with") else {
        throw AssayError(
          .invalidArgument, "there is no plot to draw more into", expected: "--plot FILE", at: "--plot-with")
      }
      return nil
    }
    guard path.hasSuffix(".svg") || path.hasSuffix(".png") else {
      throw AssayError(
        .invalidArgument, "a plot is drawn as SVG or PNG", expected: "FILE.svg or FILE.png", found: "“\(path)”",
        at: "--plot")
    }
    guard arguments.has("eps-sweep") else {
      throw AssayError(
        .invalidArgument, "there is nothing to plot", expected: "--eps-sweep 0,1/255,… beside it", at: "--plot")
    }
    self.path = path
    others = try arguments.text("plot-with")?.split(separator: ",").map(String.init) ?? []
  }

  /// The sweeps of the other files, after a look at whether the plot can be written.
  ///
  /// - Throws: `AssayError` that names the file at fault.
  func otherSweeps() throws -> [EpsilonSweep] {
    try OutputPath.checkFile(path, option: "--plot")
    return try others.map { file in
      do {
        let json = try JSONValue(parsing: AtomicFile.read(file, limit: 1 << 24))
        guard let sweep = json["sweep"] else {
          throw AssayError(
            .malformedData, "the file holds no sweep", expected: "what attack --eps-sweep … --json wrote")
        }
        return try EpsilonSweep(json: sweep)
      } catch let error as AssayError {
        throw error.located(at: "--plot-with \(file)")
      }
    }
  }

  /// Draws the curves.
  ///
  /// - Throws: `AssayError` when the file cannot be written.
  func write(_ sweeps: [EpsilonSweep]) throws {
    let chart = LineChart(of: sweeps)
    if path.hasSuffix(".svg") {
      try AtomicFile.write(chart.svg, to: path)
    } else {
      try AtomicFile.write(PNG.encode(chart.rendered()), to: path)
    }
  }
}
