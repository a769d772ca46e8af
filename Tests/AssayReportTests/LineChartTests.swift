import AssayImages
import AssayReport
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct LineChartTests {
  private func chart(_ curves: Int) -> LineChart {
    LineChart(
      title: "a < b & c", xLabel: "ε", yLabel: "share",
      series: (0..<curves).map { curve in
        ChartSeries(
          name: "curve \(curve) <x>",
          points: (0..<5).map { place in
            let y = 1 / Double(1 + place + curve)
            return ChartSeries.Point(x: Double(place) * 0.35, y: y, interval: max(0, y - 0.1)...min(1, y + 0.1))
          })
      }, footer: "the end")
  }

  @Test func svgIsWellFormed() throws {
    for chart in [chart(0), chart(1), chart(7)] {
      let svg = chart.svg
      let parser = XMLParser(data: Data(svg.utf8))
      let texts = TextCollector()
      parser.delegate = texts
      #expect(parser.parse(), "\(String(describing: parser.parserError))")
      #expect(texts.texts.contains("a < b & c") && texts.texts.contains("100 %") && texts.texts.contains("the end"))
      for series in chart.series { #expect(texts.texts.contains(series.name)) }
      #expect(svg == chart.svg)
    }
  }

  @Test func curvesAreToldApartInColourShapeAndDashes() {
    let lines = chart(4).svg.split(separator: "\n").filter { $0.contains("stroke-width=\"3\"") }
    #expect(lines.count == 8, "each once as a curve and once in the legend")
    func attribute(_ name: String) -> [Substring] {
      lines.compactMap { $0.split(separator: "\(name)=\"").dropFirst().first?.split(separator: "\"").first }
    }
    #expect(Set(attribute("stroke")).count == 4 && Set(attribute("stroke-dasharray")).count == 3)
  }

  @Test func picturesAreDrawnInTheColoursOfTheCurves() throws {
    let picture = try chart(2).rendered()
    #expect(picture.width == 960 && picture.channels == 3)
    let pixels = Set(stride(from: 0, to: picture.bytes.count, by: 3).map { Array(picture.bytes[$0..<$0 + 3]) })
    #expect(pixels.isSuperset(of: [[0, 114, 178], [213, 94, 0], [255, 255, 255], [30, 32, 36]]))
    #expect(try chart(2).rendered() == picture)
    #expect(try PNG.decode(PNG.encode(picture)) == picture)
  }

  @Test func pointsWithoutAPlaceAreLeftOut() throws {
    var broken = chart(1)
    broken.series[0].points.append(ChartSeries.Point(x: .nan, y: 0.5))
    broken.series[0].points.append(ChartSeries.Point(x: 1, y: .infinity))
    #expect(broken.svg == chart(1).svg)
    let none = LineChart(title: "", xLabel: "", yLabel: "", series: [ChartSeries(name: "", points: [])])
    #expect(!none.svg.contains("NaN") && !none.svg.contains("nan") && !none.svg.contains("inf"))
    #expect(try none.rendered().width == 960)
  }

  @Test func marksAreRound() {
    let cases: [([Double], [String])] = [
      ([0, 1.75], ["0", "0.5", "1", "1.5", "2"]),
      ([0, 8.0 / 255], ["0", "0.005", "0.01", "0.015", "0.02", "0.025", "0.03", "0.035"]),
      ([3], ["3", "3.5", "4", "4.5", "5", "5.5", "6"]), ([], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
      ([-2, 2], ["-2", "-1.5", "-1", "-0.5", "0", "0.5", "1", "1.5", "2"]),
    ]
    for (values, texts) in cases {
      let axis = ChartAxis(holding: values)
      #expect(axis.ticks.map(axis.text) == texts)
      #expect(values.allSatisfy { axis.range.contains($0) })
    }
  }

  @Test func equalFactorsAreEquallyFarApart() {
    let cases: [([Double], Double, [String])] = [
      ([1, 64], 2, ["1", "2", "4", "8", "16", "32", "64"]), ([0.002, 0.9], 10, ["0.001", "0.01", "0.1", "1"]),
      ([5], 10, ["1", "10"]), ([10], 10, ["10", "100"]), ([], 10, ["1", "10"]), ([0, -1], 10, ["1", "10"]),
      ([1, 1e12], 10, ["1", "100", "10000", "1e+06", "1e+08", "1e+10", "1e+12"]),
    ]
    for (values, base, texts) in cases {
      let axis = ChartAxis(logarithmicallyHolding: values, base: base)
      #expect(axis.ticks.map(axis.text) == texts)
      #expect(values.allSatisfy { $0 <= 0 || axis.range.contains($0) })
    }
    let axis = ChartAxis(logarithmicallyHolding: [0.01, 100])
    #expect(abs(axis.share(of: 1) - 0.5) < 1e-12 && axis.share(of: 0) == 0 && axis.share(of: 1e9) == 1)
    #expect(abs(ChartAxis(holding: [0, 2]).share(of: 0.5) - 0.25) < 1e-12)
  }
}

/// The texts of an XML file.
private final class TextCollector: NSObject, XMLParserDelegate {
  private(set) var texts: [String] = []
  private var open = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) { open = "" }

  func parser(_ parser: XMLParser, foundCharacters string: String) { open += string }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    texts.append(open)
    open = ""
  }
}
