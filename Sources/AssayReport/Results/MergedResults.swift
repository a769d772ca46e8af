import AssayBase
import AssayProperties

/// The results of all processes among which checks, or the cases of checks, were dealt.
package struct MergedResults: Sendable {
  /// The results of whole checks in the order of the files, and then those of checks whose cases were split.
  package let records: [ResultRecord]

  /// Reads the last run of each log.
  ///
  /// - Throws: `AssayError` that names the file, the line or the check at fault; a missing part is one.
  package init(logs paths: [String]) throws {
    var records: [ResultRecord] = []
    var order: [CheckKey] = []
    var parts: [CheckKey: [SplitCases]] = [:]
    for path in paths {
      let run = try ResultsLog.lastRun(of: path)
      records += run.records
      var seen: [CheckKey: Int] = [:]
      for part in run.parts {
        var key = CheckKey(part)
        // A test may check the same twice: the first belongs to the other logs' first.
        key.occurrence = seen[key, default: 0]
        seen[CheckKey(part), default: 0] += 1
        if parts[key] == nil { order.append(key) }
        parts[key, default: []].append(part.cases)
      }
    }
    for key in order {
      var record = ResultRecord(try SplitVerdict.merging(parts[key] ?? []))
      record.suite = key.suite
      record.test = key.test
      records.append(record)
    }
    guard !records.isEmpty else {
      throw AssayError(.empty, "the logs have no result", at: paths.joined(separator: ", "))
    }
    self.records = records
  }

  /// What tells checks apart.
  private struct CheckKey: Hashable {
    let suite: String?
    let test: String?
    let property: String
    let model: String
    let data: String
    var occurrence = 0

    init(_ part: CheckPart) {
      suite = part.suite
      test = part.test
      property = part.cases.check.property
      model = part.cases.check.model
      data = part.cases.check.data
    }
  }
}
