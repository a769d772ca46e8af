import Testing

@Suite struct OverviewTests {
  static let commands = [
    "check", "evaluate", "attack", "explain", "pathways", "train", "replay", "accept", "report", "merge", "model",
    "architectures", "bench",
  ]

  @Test func withoutArgumentsTheCommandsAreListed() async throws {
    let run = try await AssayProgram.run()
    #expect(run.status == 0 && run.errors.isEmpty)
    for command in Self.commands { #expect(run.output.contains("\n  \(command) ")) }
    #expect(try await AssayProgram.run("--help").output == run.output)
    #expect(try await AssayProgram.run("help").output == run.output)
  }

  @Test(arguments: commands)
  func everyCommandExplainsItself(command: String) async throws {
    let run = try await AssayProgram.run(command, "--help")
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.contains("usage: assay \(command)") && run.output.contains("examples:"))
    #expect(run.lines.allSatisfy { $0.count <= 120 })
    #expect(try await AssayProgram.run("help", command).output == run.output)
  }

  @Test func theVersionIsOneLine() async throws {
    let run = try await AssayProgram.run("--version")
    #expect(run.status == 0 && run.lines.count == 1 && run.output.hasPrefix("assay "))
  }
}
