import AssayTestSupport
import Foundation

/// The built executable, run as a user runs it.
enum AssayProgram {
  /// What a run left behind.
  struct Run: Sendable {
    let status: Int32
    /// Whether it ended by itself and not by a signal.
    let exited: Bool
    let output: String
    let errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The executable, which lies beside the test bundle.
  static var executable: URL {
    let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
    let folder = bundle?.deletingLastPathComponent() ?? Bundle.main.bundleURL
    return folder.appending(path: "assay")
  }

  /// Runs the program in `folder`; of the environment only what is given and the search path reach it.
  static func run(
    _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
  ) async throws -> Run {
    let scratch = try TemporaryFolder()
    let (outputFile, errorFile) = (scratch.file("output"), scratch.file("errors"))
    for file in [outputFile, errorFile] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    let path = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LD_LIBRARY_PATH"].contains($0.key) }
    process.environment = path.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    return Run(
      status: process.terminationStatus, exited: process.terminationReason == .exit,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
  }

  /// Runs the program in a folder of its own.
  static func run(_ arguments: String...) async throws -> Run {
    try await TemporaryFolder.with { try await run(arguments, in: $0) }
  }
}

extension TemporaryFolder {
  /// The paths of all files inside, sorted.
  var files: [String] {
    let paths = FileManager.default.subpaths(atPath: url.path(percentEncoded: false)) ?? []
    return paths.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: file(path).path(percentEncoded: false), isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }
}
