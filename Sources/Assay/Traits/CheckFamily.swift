import AssayBase
import Synchronization

/// The checks that share one error: how many there may be, and how many have been.
final class CheckFamily: Sendable {
  /// How many checks the error is divided by.
  let size: Int
  private let used = Mutex(0)

  init(size: Int) { self.size = size }

  /// The confidence of one check, so that all together keep `confidence`: the error is divided evenly (Bonferroni).
  ///
  /// - Throws: `AssayError` when the family has no size, or has had all its checks.
  func share(of confidence: Double) throws -> Double {
    guard size >= 1 else {
      throw AssayError(
        .invalidArgument, "a family of checks has at least one", expected: "checks ≥ 1", found: "\(size)",
        at: ".familywise(checks:)")
    }
    let number = used.withLock { used in
      used += 1
      return used
    }
    guard number <= size else {
      throw AssayError(
        .limitExceeded, "the suite has more checks than share its error", expected: "at most \(size)",
        found: "check \(number)", at: ".familywise(checks: \(size))",
        advice: "Write .familywise(checks: N) with the number of all checks that run in the suite, those of each "
          + "argument and of each forAll case included")
    }
    return 1 - (1 - confidence) / Double(size)
  }
}
