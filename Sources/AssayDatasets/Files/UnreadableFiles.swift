import AssayBase

/// What is done with picture files that are missing, damaged, or of another size than the others.
public enum UnreadableFiles: String, Sendable, Hashable, CaseIterable {
  /// Reading them throws; one error lists all of a batch.
  case fail
  /// They are left out, and ``Dataset/remarks`` say which and why; opening the data set reads every file once.
  case skip
}

extension UnreadableFiles {
  /// How many files an error or a remark lists.
  private static let listed = 20

  /// The faults as a list: the first of them with their reasons, and how many more there are.
  static func list(_ faults: [AssayError], separator: String = "; ") -> String {
    let rest = faults.count - listed
    let lines = faults.prefix(listed).map { "\($0)" } + (rest > 0 ? ["and \(rest) more"] : [])
    return lines.joined(separator: separator)
  }

  /// The error for faults among the files of a data set.
  static func error(_ faults: [AssayError], of count: Int) -> AssayError {
    if faults.count == 1, let fault = faults.first { return fault }
    return AssayError(
      faults.first?.kind ?? .malformedData, "\(faults.count) of \(count) picture files cannot be read",
      found: list(faults), advice: "Leave them out with unreadable: .skip (--unreadable skip)")
  }
}
