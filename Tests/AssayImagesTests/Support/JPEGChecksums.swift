import AssayTestSupport
import Foundation

/// The rows of `Fixtures/Pictures/jpeg-checksums.csv`: SHA-256 sums of what was found identical to Pillow 13's results.
enum JPEGChecksums {
  struct Row {
    /// The file in the folder of sample data.
    let file: String
    let settings: Substring
    let sum: String
  }

  /// The rows that say what comes of `action`: "read", or "write" with the settings.
  static func rows(of action: String) throws -> [Row] {
    let url = PackagePaths.root.appending(path: "Fixtures/Pictures/jpeg-checksums.csv")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
    return lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }.filter { $0[0] == action }
      .map { Row(file: String($0[1]), settings: $0[2], sum: String($0[3])) }
  }
}
