import AssayBase
import AssayProperties
import AssayReport
import AssayTestSupport
import Foundation
import Testing

/// Specs that several processes share, seen from outside.
@Suite(.enabled(if: FalseRun.command != nil && !FalseRun.isInside, Comment(rawValue: FalseRun.reason)))
struct ShardSpecTests {
  private static let whole = Task { try await FalseRun(filter: "AssayTests.FalseShards/") }
  private static let halves = Task {
    try await [1, 2].asyncMap { index in
      try await FalseRun(filter: "AssayTests.FalseShards/", environment: ["ASSAY_SHARD": "\(index)/2"])
    }
  }

  @Test func splitCasesAreDecidedByMerging() async throws {
    let halves = try await Self.halves.value
    #expect(halves.allSatisfy { $0.issues(of: "split").isEmpty })
    for half in halves { #expect(half.errorOutput.contains("`assay merge` decides")) }
    let merged = try TemporaryFolder.with { folder in
      let paths = try halves.enumerated().map { index, half in
        let file = folder.file("results-\(index).jsonl")
        try half.written(".assay/results.jsonl").write(to: file)
        return file.path(percentEncoded: false)
      }
      return try MergedResults(logs: paths).records
    }
    let whole = try await Self.whole.value
    let split = try #require(merged.first { $0.test == "split" })
    let issue = try #require(whole.issues(of: "split").first)
    #expect(split.outcome == .falsified && issue.text.contains(split.headline))
    #expect(issue.text.contains("minimal counterexample: "), "one process alone has the picture")
    // Whole checks are in one log each.
    #expect(merged.count { $0.test == "dealt" } == 2 && merged.count { $0.test == "generated" } == 1)
  }

  @Test func wholeChecksFailInOneProcess() async throws {
    let halves = try await Self.halves.value
    let whole = try await Self.whole.value
    for (name, count) in [("dealt", 1), ("generated", 1)] {
      #expect(whole.issues(of: name).count == count)
      #expect(halves.map { $0.issues(of: name).count }.sorted() == [0, count])
    }
  }

  @Test func whatDependsOnTheSplitIsAnIssue() async throws {
    for run in try await Self.halves.value + [Self.whole.value] {
      #expect(run.issues(of: "timed").first?.text.contains("a budget of seconds cannot be split") == true)
    }
  }

  @Test func badShardsAreAnIssue() async throws {
    let run = try await FalseRun(
      filter: "AssayTests.FalseShards/(dealt|generated)", environment: ["ASSAY_SHARD": "3/2"])
    for name in ["dealt", "generated"] {
      #expect(run.issues(of: name).first?.text.contains("ASSAY_SHARD: not a shard") == true)
    }
  }
}

extension Array {
  /// One after another.
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
