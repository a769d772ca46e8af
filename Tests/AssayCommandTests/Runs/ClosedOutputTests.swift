import AssayTestSupport
import Foundation
import Testing

@Suite struct ClosedOutputTests {
  @Test(arguments: [
    "check --properties determinism >&-", "--help | true", "check --properties determinism > /dev/full",
  ])
  func outputThatNobodyTakesIsAnError(line: String) async throws {
    #if os(Linux)
      try await TemporaryFolder.with { folder in
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        // The pipe is closed before the program is started.
        let program = "'\(AssayProgram.executable.path(percentEncoded: false))'"
        let command =
          line.hasSuffix("| true") ? "(sleep 0.2; \(program) --help; echo $? > status) | true" : "\(program) \(line)"
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder.url
        process.standardError = FileHandle.nullDevice
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
          process.terminationHandler = { _ in continuation.resume() }
          do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        if line.hasSuffix("| true") {
          #expect(try String(contentsOf: folder.file("status"), encoding: .utf8) == "2\n")
        } else {
          #expect(process.terminationReason == .exit && process.terminationStatus == 2)
        }
      }
    #endif
  }
}
