import AssayBase
import AssayProperties
import Foundation

/// The log `.assay/results.jsonl`, to which every check of every run appends its result: one JSON object a line.
///
/// Kept to 4 MiB and one older part of that size, `results.1.jsonl`.
public struct ResultsLog: Sendable {
  private static let limit = 1 << 28

  /// Appends a part of a check whose cases are dealt to several processes, for `assay merge`.
  ///
  /// - Throws: `AssayError` when the system refuses.
  package static func append(_ part: CheckPart, to folder: RunFolder) throws {
    try folder.appendResult(try part.json.serialised())
  }

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
    var records = try entries(path).compactMap { if case .result(let record) = $0 { record } else { nil } }
    guard let last = records.last else { throw AssayError(.empty, "the log has no result", at: path) }
    if !allRuns { records.removeAll { $0.run != last.run } }
    for index in records.indices { records[index].picture = picture(of: records[index], besideLog: path) }
    return records
  }

  /// Reads what the last run of a log left: its results, and its parts of checks whose cases are dealt to several.
  ///
  /// - Throws: As ``records(contentsOf:allRuns:)``; a run may have results alone, parts alone, or nothing at all.
  package static func lastRun(of path: String) throws -> (records: [ResultRecord], parts: [CheckPart]) {
    let entries = try entries(path)
    let run = entries.last?.run
    var (records, parts): ([ResultRecord], [CheckPart]) = ([], [])
    for entry in entries where entry.run == run {
      switch entry {
      case .result(let record): records.append(record)
      case .part(let part): parts.append(part)
      }
    }
    for index in records.indices { records[index].picture = picture(of: records[index], besideLog: path) }
    return (records, parts)
  }

  /// A line of the log.
  private enum Entry {
    case result(ResultRecord)
    case part(CheckPart)

    var run: String {
      switch self {
      case .result(let record): record.run
      case .part(let part): part.run
      }
    }
  }

  private static func entries(_ path: String) throws -> [Entry] {
    let lines = try AtomicFile.read(path, limit: limit).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return try lines.enumerated().filter { !$1.isEmpty }.map { index, line in
      do {
        let value = try JSONValue(parsing: Data(line))
        return value["format"]?.string == SplitCases.format
          ? .part(try CheckPart(json: value)) : .result(try ResultRecord(json: value))
      } catch let error as AssayError {
        throw error.located(at: "\(path):\(index + 1)")
      }
    }
  }

  /// The log lies in `.assay` of the folder that its paths are relative to.
  private static func picture(of record: ResultRecord, besideLog path: String) -> Data? {
    guard let picture = record.files?.picture else { return nil }
    let base = AtomicFile.parent(of: AtomicFile.parent(of: path))
    let candidates = picture.hasPrefix("/") ? [picture] : [picture, "\(base)/\(picture)"]
    return candidates.lazy.compactMap { try? AtomicFile.read($0, limit: limit) }.first
  }
}
