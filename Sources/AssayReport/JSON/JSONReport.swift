import AssayBase
import AssayProperties
import Foundation

/// Results as one JSON document.
public enum JSONReport {
  /// The version of the format.
  static let format = "assay-results-1"

  /// The document in UTF-8, with sorted names.
  ///
  /// - Throws: `AssayError(.notFinite)` when a figure is not a number.
  public static func document(_ results: CheckResults) throws -> Data {
    try JSONValue.object([
      "format": .string(format), "title": .string(results.title), "passes": .bool(results.passes),
      "seconds": .number(results.seconds), "verdicts": .array(results.records.map(\.json)),
    ]).serialised(pretty: true)
  }
}
