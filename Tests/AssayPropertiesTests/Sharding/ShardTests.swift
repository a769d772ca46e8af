import AssayBase
import AssayProperties
import Testing

@Suite struct ShardTests {
  @Test func shardsAreReadFromText() throws {
    #expect(try Shard(parsing: "2/8") == Shard(2, of: 8))
    #expect(try Shard(environment: [:]) == .only && Shard(environment: ["ASSAY_SHARD": ""]) == .only)
    #expect(try Shard(environment: ["ASSAY_SHARD": "1/1"]).description == "1/1")
  }

  @Test(arguments: ["0/8", "9/8", "8", "a/b", "1/0", "-1/3", "1/2/3", "1/1000000", "auto"])
  func otherTextIsRefused(_ text: String) {
    let error = #expect(throws: AssayError.self) { try Shard(environment: ["ASSAY_SHARD": text]) }
    #expect(error?.kind == .invalidArgument && error?.location?.hasPrefix("ASSAY_SHARD") == true)
  }

  /// The systems count from 0 or from 1, and are asked only where `auto` says so: a matrix sets the same variables.
  @Test(arguments: [
    ["CI_NODE_INDEX": "3", "CI_NODE_TOTAL": "8"], ["CIRCLE_NODE_INDEX": "2", "CIRCLE_NODE_TOTAL": "8"],
    ["BUILDKITE_PARALLEL_JOB": "2", "BUILDKITE_PARALLEL_JOB_COUNT": "8"],
    ["JOB_COMPLETION_INDEX": "2", "ASSAY_SHARD_COUNT": "8"],
    [
      "SLURM_ARRAY_TASK_ID": "14", "SLURM_ARRAY_TASK_COUNT": "8", "SLURM_ARRAY_TASK_MIN": "10",
      "SLURM_ARRAY_TASK_STEP": "2",
    ],
  ])
  func systemsAreRecognised(_ variables: [String: String]) throws {
    #expect(try Shard(environment: variables) == .only)
    #expect(try Shard(environment: variables.merging(["ASSAY_SHARD": "auto"]) { $1 }) == Shard(3, of: 8))
  }

  @Test(arguments: [1, 2, 3, 8]) func everyNameIsDealtOnce(_ count: Int) throws {
    var sizes = [Int](repeating: 0, count: count)
    for number in 0..<400 {
      let owners = try (1...count).filter { try Shard($0, of: count).owns("Specs.Suite/test\(number)()") }
      #expect(owners.count == 1)
      sizes[owners[0] - 1] += 1
    }
    #expect(sizes.allSatisfy { $0 > 400 / count / 2 })
  }

  /// The deal is the same on every machine, and with every version.
  @Test func theDealStays() throws {
    let owners = try ["a", "b", "Specs.Suite/test()", ""].map { name in
      try (1...8).first { try Shard($0, of: 8).owns(name) }
    }
    #expect(owners == [2, 1, 7, 2])
  }
}
