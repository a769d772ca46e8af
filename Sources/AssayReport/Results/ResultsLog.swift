import AssayBase
import AssayProperties
import Foundation

/// The log `.assay/results.jsonl`, to which every check of every run appends its result: one JSON object a line.
///
/// Kept to 4 MiB and one older part of that size, `results.1.jsonl`.
public struct ResultsLog: Sendable {
  private static let limit = 1 << 28

  /// Appends a result, in one write, so that processes side by side do not mix their lines.
  ///
  /// - Throws: `AssayError` when the system refuses.
  package static func append(_ record: ResultRecord, to folder: RunFolder) throws {
    try folder.appendResult(try record.json.serialised())
  }

  /// Reads the results of a log; pictures come from the files that it names, where these still exist.
  ///
  /// - Parameter allRuns: Whether to give all runs, and not the last one of the file alone.
  /// - Throws: `AssayError` that names the file, the line and what is wrong with it.
  public static func records(contentsOf path: String, allRuns: Bool = false) throws -> [ResultRecord] {
    let lines = try AtomicFile.read(path, limit: limit).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var records: [ResultRecord] = []
    for (index, line) in lines.enumerated() where !line.isEmpty {
      do {
        records.append(try ResultRecord(json: JSONValue(parsing: Data(line))))
      } catch let error as AssayError {
        throw error.located(at: "\(path):\(index + 1)")
      }
    }
    guard let last = records.last else { throw AssayError(.empty, "the log has no result", at: path) }
    if !allRuns { records.removeAll { $0.run != last.run } }
    for index in records.indices { records[index].picture = picture(of: records[index], besideLog: path) }
    return records
  }

  /// The log lies in `.assay` of the folder that its paths are relative to.
  private static func picture(of record: ResultRecord, besideLog path: String) -> Data? {
    guard let picture = record.files?.picture else { return nil }
    let base = AtomicFile.parent(of: AtomicFile.parent(of: path))
    let candidates = picture.hasPrefix("/") ? [picture] : [picture, "\(base)/\(picture)"]
    return candidates.lazy.compactMap { try? AtomicFile.read($0, limit: limit) }.first
  }
}
