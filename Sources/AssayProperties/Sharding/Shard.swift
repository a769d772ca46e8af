import AssayBase
import Foundation

/// Which of several processes this one is: the checks, or the cases of one check, are dealt to them.
///
/// Read from the variable `ASSAY_SHARD`: `2/8` is the second of eight. `auto` takes what the CI system says; it must be
/// asked for, since the same variables are set for jobs that differ in something else, each of which runs everything:
///
/// | system | place | number |
/// |---|---|---|
/// | GitLab, `parallel: 8` | `CI_NODE_INDEX`, from 1 | `CI_NODE_TOTAL` |
/// | CircleCI, `parallelism: 8` | `CIRCLE_NODE_INDEX`, from 0 | `CIRCLE_NODE_TOTAL` |
/// | Buildkite, `parallelism: 8` | `BUILDKITE_PARALLEL_JOB`, from 0 | `BUILDKITE_PARALLEL_JOB_COUNT` |
/// | Slurm, `--array` | `SLURM_ARRAY_TASK_ID` | `SLURM_ARRAY_TASK_COUNT`, with `_MIN` and `_STEP` |
/// | Kubernetes, indexed jobs | `JOB_COMPLETION_INDEX`, from 0 | `ASSAY_SHARD_COUNT`, which the job sets itself |
public struct Shard: Sendable, Hashable, CustomStringConvertible {
  /// The variable that says which process this is.
  public static let variable: String = "ASSAY_SHARD"
  private static let countVariable = "ASSAY_SHARD_COUNT"
  private static let largestCount = 100_000

  /// The place of this process, from 1.
  public let index: Int
  /// How many processes there are.
  public let count: Int

  /// The only process.
  public static let only: Shard = Shard(unchecked: 1, of: 1)

  private init(unchecked index: Int, of count: Int) {
    self.index = index
    self.count = count
  }

  /// - Throws: `AssayError(.invalidArgument)` unless 1 ≤ `index` ≤ `count`.
  public init(_ index: Int, of count: Int) throws {
    guard count >= 1, count <= Self.largestCount, index >= 1, index <= count else {
      throw AssayError(
        .invalidArgument, "not a shard", expected: "INDEX/COUNT with 1 ≤ INDEX ≤ COUNT ≤ \(Self.largestCount)",
        found: "\(index)/\(count)", at: Self.variable)
    }
    self.init(unchecked: index, of: count)
  }

  /// Reads "2/8".
  ///
  /// - Throws: `AssayError(.invalidArgument)` for anything else.
  public init(parsing text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1] else {
      throw AssayError(
        .invalidArgument, "not a shard", expected: "INDEX/COUNT counted from 1, as 2/8, or auto", found: "“\(text)”",
        at: Self.variable)
    }
    try self.init(index, of: count)
  }

  /// What the environment says; ``only`` where it says nothing.
  ///
  /// - Throws: `AssayError(.invalidArgument)` for what is no shard, and for `auto` where no system is recognised.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    switch environment[Self.variable] {
    case nil, "": self = .only
    case "auto": self = try Self.detected(environment)
    case let text?: try self.init(parsing: text)
    }
  }

  /// As "2/8".
  public var description: String { "\(index)/\(count)" }

  /// Whether a check of this name is dealt to this process; each name is to exactly one.
  public func owns(_ name: String) -> Bool {
    count == 1 || Int(Self.hash(name) % UInt64(count)) == index - 1
  }

  /// The places of this process's cases among the first `total` of a check, in their order.
  func places(below total: Int) -> [Int] { Array(stride(from: index - 1, to: total, by: count)) }

  private static func hash(_ name: String) -> UInt64 {
    var stream = RandomStream(RandomKey(seed: 0).derived("shard").derived(name))
    return stream.next()
  }

  private static func detected(_ environment: [String: String]) throws -> Shard {
    func number(_ name: String) throws -> Int? {
      guard let text = environment[name] else { return nil }
      guard let value = Int(text) else {
        throw AssayError(.invalidArgument, "not a whole number", found: "“\(text)”", at: name)
      }
      return value
    }
    for (place, count, first) in [
      ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1), ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
      ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0), ("JOB_COMPLETION_INDEX", countVariable, 0),
    ] {
      if let index = try number(place), let count = try number(count) { return try Shard(index - first + 1, of: count) }
    }
    if let index = try number("SLURM_ARRAY_TASK_ID"), let count = try number("SLURM_ARRAY_TASK_COUNT") {
      let first = try number("SLURM_ARRAY_TASK_MIN") ?? 0
      return try Shard((index - first) / max(1, try number("SLURM_ARRAY_TASK_STEP") ?? 1) + 1, of: count)
    }
    throw AssayError(
      .invalidArgument, "no parallel job is recognised",
      expected: "the variables of GitLab, CircleCI, Buildkite or Slurm, or JOB_COMPLETION_INDEX and \(countVariable)",
      at: "\(variable)=auto", advice: "Say which process this is, as \(variable)=2/8")
  }
}
