import Foundation

/// The folder of sample files: the environment's `ASSAY_DATA_DIR`, or `../shared/data` beside the package.
enum SampleData {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["ASSAY_DATA_DIR"] { return URL(fileURLWithPath: path) }
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("../shared/data").standardized
  }()

  static let images = folder.appendingPathComponent("images")

  /// Whether the image samples are there; they are no part of the package.
  static let hasImages = FileManager.default.fileExists(atPath: images.appendingPathComponent("manifest.csv").path)

  /// The rows of the image manifest, by column name.
  static func manifest() throws -> [[String: String]] {
    let text = try String(contentsOf: images.appendingPathComponent("manifest.csv"), encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).map { fields(of: $0) }
    guard let names = rows.first else { return [] }
    return rows.dropFirst().map { Dictionary(zip(names, $0), uniquingKeysWith: { first, _ in first }) }
  }

  /// Splits a line of comma-separated values with quoted fields.
  private static func fields(of line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  static func data(_ file: String) throws -> Data {
    try Data(contentsOf: images.appendingPathComponent(file))
  }
}
