/// Counts the checked and passed cases of a golden file and collects what failed.
public struct GoldenTally {
  /// One line for every failure so far.
  public private(set) var failures: [String] = []
  /// How many cases were checked.
  public private(set) var checked = 0
  /// How many of them passed.
  public private(set) var passed = 0

  private let file: GoldenFile
  private let claimed: Set<String>
  private let permitsAbsentOps: Bool

  /// Starts to count cases of `file` for a test that covers the ops `claimed`.
  public init(_ file: GoldenFile, claiming claimed: Set<String>, permittingAbsentOps: Bool = false) {
    self.file = file
    self.claimed = claimed
    permitsAbsentOps = permittingAbsentOps
  }

  /// Counts one case: its mismatches, nil when its op is not implemented, or the error that ended it.
  public mutating func record(_ goldenCase: GoldenCase, _ outcome: Result<[GoldenMismatch]?, any Error>) {
    checked += 1
    let place = "golden \(file.name), case \(goldenCase.name)"
    switch outcome {
    case .success(.some(let mismatches)) where mismatches.isEmpty: passed += 1
    case .success(.some(let mismatches)): failures += mismatches.map { "\(place): \($0)" }
    case .success(nil): failures.append("\(place): op \"\(goldenCase.op)\" is claimed but not implemented")
    case .failure(let error): failures.append("\(place): \(error)")
    }
  }

  /// Prints the counts, unless `silently`, and gives all failures, with the claimed ops that the file does not have.
  public func report(silently: Bool = false) -> [String] {
    let unclaimed = file.ops.filter { !claimed.contains($0) }
    let note = unclaimed.isEmpty ? "" : "; ops not claimed: \(unclaimed.joined(separator: ", "))"
    if !silently {
      print("golden \(file.name): \(checked) of \(file.cases.count) cases checked, \(passed) passed\(note)")
    }
    let absent = permitsAbsentOps ? [] : claimed.subtracting(file.ops).sorted()
    return failures + absent.map { "golden \(file.name): op \"\($0)\" is claimed but the file has no case of it" }
  }
}
