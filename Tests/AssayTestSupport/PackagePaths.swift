import Foundation

/// Where the package lies, found from this file, through symbolic links.
package enum PackagePaths {
  /// The folder of `Package.swift`.
  package static let root: URL = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folder that `variable` of the environment names, else `fallback` beside the package.
  static func folder(_ variable: String, fallback: String) -> URL {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment[variable], !path.isEmpty { return URL(filePath: path, directoryHint: .isDirectory) }
    return root.deletingLastPathComponent().appending(path: fallback, directoryHint: .isDirectory)
  }

  /// Whether there is a file or folder at `url`.
  static func exists(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path(percentEncoded: false))
  }
}
