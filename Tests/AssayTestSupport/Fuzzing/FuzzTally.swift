import AssayBase
import Foundation

/// What became of the damaged files of one run.
public struct FuzzTally: Sendable, CustomStringConvertible {
  let name: String
  let seed: UInt64
  /// The number of files that were read all the same.
  public internal(set) var read = 0
  /// The number of files refused, by the kind of the error.
  public internal(set) var refused: [AssayError.Kind: Int] = [:]
  /// What went wrong: anything here is a failure.
  public internal(set) var problems: [String] = []
  /// The longest processor time a file took, in seconds.
  public internal(set) var slowest = 0.0

  /// The number of files refused.
  public var refusedCount: Int { refused.values.reduce(0, +) }

  /// One line of totals.
  public var description: String {
    let kinds = refused.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
    let time = String(format: "%.1f", slowest * 1000)
    return "fuzz \(name), seed \(seed): \(read) read, \(refusedCount) refused (\(kinds.joined(separator: ", "))), "
      + "slowest \(time) ms, \(problems.count) problems"
  }
}
