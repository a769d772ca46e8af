import AssayImages
import AssayProperties
import AssayReport
import AssayTestSupport
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct MarkupReportTests {
  /// Reads XML and remembers the elements with their attributes.
  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      elements.append((name, attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }

  @Test func theJUnitDocumentIsWellFormed() throws {
    let reader = Reader()
    let parser = XMLParser(data: Data(JUnitReport.document(try VerdictSamples.results()).utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(
      reader.elements.map(\.name) == [
        "testsuites", "testsuite", "testcase", "testcase", "failure", "testcase", "error", "testsuite", "testcase",
        "error",
      ])
    let all = reader.elements[0].attributes
    #expect(all["tests"] == "4" && all["failures"] == "1" && all["errors"] == "2" && all["time"] == "5.000")
    let suite = reader.elements[1].attributes
    #expect(suite["name"] == "model on data" && suite["tests"] == "3" && suite["errors"] == "1")
    // What XML cannot hold is replaced, all the rest comes back as it was, line feeds included.
    let nasty = VerdictSamples.nasty.replacing("\u{1}", with: "\u{FFFD}").replacing("\u{1B}", with: "\u{FFFD}")
    #expect(reader.elements[3].attributes["name"] == nasty)
    #expect(reader.elements[7].attributes["name"] == nasty)
    #expect(reader.elements[8].attributes["classname"] == nasty)
    #expect(reader.elements[8].attributes["name"] == "a]]>b: forAll")
    #expect(reader.text.contains(nasty) && reader.text.contains("replay: a&b.json"))
  }

  @Test func thePageShowsPicturesAndRunsNothing() throws {
    let page = HTMLReport.document(try VerdictSamples.results())
    #expect(!page.contains("<script") && !page.contains("<link") && !page.contains("src=\"http"))
    #expect(page.contains("&lt;script&gt;") && page.contains("a&amp;b.json"))
    #expect(page.components(separatedBy: "<section ").count == 5)
    let start = try #require(page.range(of: "data:image/png;base64,"))
    let code = page[start.upperBound...].prefix { $0 != "\"" }
    #expect(try PNG.decode(try #require(Data(base64Encoded: String(code)))).width > 50)
  }

  @Test func theFolderHoldsEveryForm() throws {
    try TemporaryFolder.with { folder in
      let path = folder.file("a/b").path(percentEncoded: false)
      try ReportFolder(path: path).write(try VerdictSamples.results())
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: path).sorted() == [
          "index.html", "junit.xml", "results.json",
        ])
    }
  }
}
