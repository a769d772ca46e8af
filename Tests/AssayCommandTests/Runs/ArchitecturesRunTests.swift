import AssayNetworks
import AssayTestSupport
import Foundation
import Testing

@Suite struct ArchitecturesRunTests {
  @Test func theDocumentedTableIsWhatTheCommandPrints() async throws {
    let run = try await AssayProgram.run("architectures")
    #expect(run.status == 0 && run.errors.isEmpty)
    let names = run.lines.dropFirst().map { $0.prefix { $0 != " " } }.map(String.init)
    #expect(names == Architecture.names + [DarkNetPyramid.name])
    let file = PackagePaths.root.appending(path: "Documentation/Architectures.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(
      text.contains("\n```\n\(run.output)```\n"), "Write what `swift run assay architectures` prints into \(file)")
  }

  @Test(arguments: ["digits-small", DarkNetPyramid.name]) func aSummaryHasTheTotals(name: String) async throws {
    let run = try await AssayProgram.run("architectures", "--summary", name)
    #expect(run.status == 0 && run.lines.first?.hasPrefix("\(name): ") == true)
    #expect(run.lines.last?.hasPrefix("total ") == true)
  }
}
