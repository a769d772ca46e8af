import AssayBase
import AssayTestSupport
import Foundation

/// A run of this test program with the false specs, in a process and a folder of its own.
struct FalseRun: Sendable {
  private static let variable = "ASSAY_FALSE_SPECS"

  /// Whether this is the process that runs the false specs.
  static var isInside: Bool { ProcessInfo.processInfo.environment[variable] == "1" }

  /// The word of a case, for the specs that run one alone.
  static var word: String? { ProcessInfo.processInfo.environment[wordVariable] }
  static let wordVariable = "ASSAY_FALSE_WORD"

  /// The program and the arguments that run these tests again, or `nil` where a host runs them in a way of its own.
  static let command: (program: URL, arguments: [String])? = {
    let arguments = CommandLine.arguments
    // On Apple's platforms a helper loads the tests as a bundle; elsewhere they are a program.
    if let flag = arguments.firstIndex(of: "--test-bundle-path"), flag + 1 < arguments.count {
      return (URL(filePath: arguments[0]), ["--test-bundle-path", arguments[flag + 1]])
    }
    let program = URL(filePath: arguments[0])
    let isProgram = program.pathExtension == "xctest" || arguments.contains("--testing-library")
    guard isProgram, FileManager.default.isExecutableFile(atPath: program.path(percentEncoded: false)) else {
      return nil
    }
    return (program, [])
  }()

  /// Why the tests of failing specs do not run here.
  static let reason: String = "cannot start \(CommandLine.arguments.first ?? "this program") again as a test program"

  let status: Int32
  let errorOutput: String
  let events: [JSONValue]
  /// The files that were left, by their paths below "work" and "attachments".
  private let files: [String: Data]

  /// Runs the false specs that `filter` selects and waits for the end; all that they leave is read and removed.
  ///
  /// - Parameter prepare: Lays files out in the folder in which the specs run, which is a package's.
  init(
    filter: String, environment: [String: String] = [:], options: [String] = [],
    prepare: (_ work: URL) throws -> Void = { _ in }
  ) async throws {
    let folder = try TemporaryFolder()
    for name in ["attachments", "work"] {
      try FileManager.default.createDirectory(at: folder.file(name), withIntermediateDirectories: true)
    }
    try Data().write(to: folder.file("work/Package.swift"))
    try prepare(folder.file("work"))
    self = try await FalseRun(filter: filter, environment: environment, options: options, in: folder)
    withExtendedLifetime(folder) {}
  }

  private init(
    filter: String, environment: [String: String], options: [String], in folder: TemporaryFolder
  ) async throws {
    guard let command = Self.command else { throw AssayError(.unsupported, Self.reason) }
    let (output, errors, stream) = (folder.file("output"), folder.file("errors"), folder.file("events"))
    for file in [output, errors, stream] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = command.program
    process.arguments =
      command.arguments + [
        "--testing-library", "swift-testing", "--filter", filter, "--attachments-path",
        folder.file("attachments").path(percentEncoded: false), "--event-stream-output-path",
        stream.path(percentEncoded: false), "--event-stream-version", "0",
      ] + options
    process.currentDirectoryURL = folder.file("work")
    let foreign = ["ASSAY_SEED", "ASSAY_REPLAY", "ASSAY_VERBOSE", "ASSAY_RECORD", "ASSAY_SHARD", "CI"]
    let inherited = ProcessInfo.processInfo.environment.filter { !foreign.contains($0.key) }
    process.environment = inherited.merging([Self.variable: "1"]) { $1 }.merging(environment) { $1 }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    status = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    errorOutput = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    events = try Data(contentsOf: stream).split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: Data($0)) }
    files = try Self.files(below: folder.url)
  }

  private static func files(below folder: URL) throws -> [String: Data] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
    return try paths.reduce(into: [:]) { files, path in
      let url = folder.appending(path: path)
      if try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
        files[path] = try Data(contentsOf: url)
      }
    }
  }

  /// An issue as the event stream has it.
  struct RecordedIssue {
    let isKnown: Bool
    let line: Int
    let file: String
    let text: String
  }

  /// The issues of the test called `name`.
  func issues(of name: String) -> [RecordedIssue] {
    events.compactMap { event in
      guard let payload = event["payload"], payload["kind"]?.string == "issueRecorded",
        payload["testID"]?.string?.contains("/\(name)(") == true
      else { return nil }
      let issue = payload["issue"]
      let texts = payload["messages"]?.array?.compactMap { $0["text"]?.string } ?? []
      return RecordedIssue(
        isKnown: issue?["isKnown"]?.bool ?? false, line: issue?["sourceLocation"]?["line"]?.int ?? -1,
        file: issue?["sourceLocation"]?["fileID"]?.string ?? "", text: texts.joined(separator: "\n"))
    }
  }

  /// The paths of the files that the specs left in their folder and below `path`.
  func names(below path: String) -> [String] {
    files.keys.filter { $0.hasPrefix("work/\(path)/") }.map { String($0.dropFirst(path.count + 6)) }.sorted()
  }

  /// The bytes of a file in the folder in which the specs ran.
  func written(_ path: String) throws -> Data { try file("work/\(path)") }

  /// The bytes of an attachment.
  func attachment(_ name: String) throws -> Data { try file("attachments/\(name)") }

  private func file(_ path: String) throws -> Data {
    guard let data = files[path] else { throw AssayError(.missingFile, "the specs left no such file", found: path) }
    return data
  }
}
