import AssayBase
import AssayProperties
import AssayReport
import Synchronization

extension CheckSite {
  /// Whether this process has said that results are not kept.
  private static let hasWarned = Mutex(false)

  /// Appends the cases of a check that are split; what is wrong when that is not possible.
  func log(_ cases: SplitCases) -> String? {
    do {
      try ResultsLog.append(CheckPart(suite: name.folder, test: name.file, cases), to: runFolder)
      return nil
    } catch {
      return "its cases are not kept: \(error)"
    }
  }

  /// Appends a result to `.assay/results.jsonl`; trials of a `forAll` are part of its result and have none.
  ///
  /// - Returns: What a failing check should say when that is not possible; the first time it is said on standard error
  ///   too, since a check that passes says nothing.
  func log(_ record: ResultRecord) -> String? {
    guard !settings.isTrial else { return nil }
    var record = record
    record.suite = name.folder
    record.test = name.file
    do {
      try ResultsLog.append(record, to: runFolder)
      return nil
    } catch {
      let text = "the result is not kept: \(error)"
      let isFirst = Self.hasWarned.withLock { hasWarned in
        defer { hasWarned = true }
        return !hasWarned
      }
      if isFirst { announce(text) }
      return text
    }
  }
}
