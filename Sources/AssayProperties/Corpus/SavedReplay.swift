import AssayBase

/// What came of the saved counterexamples that a check ran before its cases.
public struct SavedReplay: Sendable, Equatable {
  /// The saved counterexamples of the property that were run again.
  public internal(set) var count: Int = 0
  /// The files of those that still fail.
  public internal(set) var failing: [String] = []
  /// What the reader should know of single files, as that one was saved under another preprocessing.
  public internal(set) var notes: [String] = []
  /// What could not be run again, each with its file and the reason.
  package internal(set) var faults: [AssayError] = []

  package init() {}

  /// What to say of a claim about a share that holds, while saved counterexamples still fail.
  package var failingLine: String? { failing.isEmpty ? nil : line(decides: false) }

  /// The result in a line; `nil` when there was nothing to run.
  ///
  /// - Parameter decides: Whether the claim is about every case, so that one that still fails refutes it.
  func line(decides: Bool) -> String? {
    guard count > 0 else { return nil }
    let noun = count == 1 ? "saved counterexample" : "saved counterexamples"
    if failing.isEmpty { return count == 1 ? "the \(noun) passes now" : "all \(count) \(noun) pass now" }
    if decides { return "\(failing.count) of \(count) \(noun) still \(failing.count == 1 ? "fails" : "fail")" }
    return "\(failing.count) of \(count) \(noun) still \(failing.count == 1 ? "fools" : "fool") the model "
      + "(counted apart, not in the share)"
  }
}
