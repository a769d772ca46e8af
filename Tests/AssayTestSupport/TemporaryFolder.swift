import Foundation

/// A new empty folder that disappears with this value.
public final class TemporaryFolder: Sendable {
  /// Where the folder is.
  public let url: URL

  /// Makes the folder.
  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "assay-test-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// The place of `name` inside, whether there is a file or not.
  public func file(_ name: String) -> URL {
    url.appending(path: name)
  }

  /// Runs `body` with a new folder, which is removed afterwards.
  public static func with<Result>(_ body: (TemporaryFolder) throws -> Result) throws -> Result {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) { try body(folder) }
  }

  /// Runs `body` with a new folder, which is removed afterwards.
  public static func with<Result>(_ body: (TemporaryFolder) async throws -> Result) async throws -> Result {
    let folder = try TemporaryFolder()
    let result = try await body(folder)
    withExtendedLifetime(folder) {}
    return result
  }
}
