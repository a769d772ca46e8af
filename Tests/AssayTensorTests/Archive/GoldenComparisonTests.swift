import AssayTestSupport
import Foundation
import Testing

/// The comparison that every golden test rests on.
@Suite struct GoldenComparisonTests {
  private let expected = GoldenTensor(shape: [2, 2], floats: [1, 2, 3, 4])

  @Test func honoursTheTolerance() throws {
    let tolerance = GoldenTolerance(rtol: 0.01, atol: 0.01)
    #expect(compare([1.019, 2, 3, 3.96], to: expected, tolerance: tolerance) == nil)
    let mismatch = try #require(compare([1.03, 2, 3.5, 4], to: expected, tolerance: tolerance, role: "output"))
    #expect(mismatch.description.hasPrefix("output: 2 of 4 entries differ; worst at [1, 0]: got 3.5, expected 3.0"))
    #expect(compare([Float](), to: expected, tolerance: tolerance) != nil)
    #expect(compare([1, 2, 3, 4], shape: [4], to: expected, tolerance: tolerance) != nil)
    #expect(compare([9, 9, 9, 9], to: expected, tolerance: GoldenTolerance(informative: true)) == nil)
  }

  @Test func sharesMayBeEnough() {
    let tolerance = GoldenTolerance(minFraction: 0.75)
    #expect(compare([1, 2, 3, 0], to: expected, tolerance: tolerance) == nil)
    #expect(compare([1, 2, 0, 0], to: expected, tolerance: tolerance) != nil)
    #expect(compare([1, .nan, 3, 4], to: expected, tolerance: tolerance) == nil)
  }

  @Test func notANumberPassesOnlyForItself() {
    let wide = GoldenTolerance(rtol: .infinity, atol: .infinity)
    let odd = [Double.nan, .infinity, -.infinity, 1]
    #expect(compare(odd, to: odd, tolerance: GoldenTolerance()) == nil)
    #expect(compare([.nan], to: [1], tolerance: wide) != nil)
    #expect(compare([1], to: [.nan], tolerance: wide) != nil)
    #expect(compare([1], to: [.infinity], tolerance: wide) != nil)
    #expect(compare([.infinity], to: [1], tolerance: GoldenTolerance(atol: 1e300)) != nil)
  }

  @Test func labelMapsCompareAsPartitions() {
    let map = GoldenTensor(shape: [6], integers: [0, 0, 1, 1, 2, 2])
    let renamed = [5, 5, 3, 3, 9, 9]
    #expect(compare(renamed, to: map, tolerance: GoldenTolerance(minAdjustedRandIndex: 1)) == nil)
    #expect(compare(renamed, to: map, tolerance: GoldenTolerance()) != nil)
    #expect(compare([0, 1, 0, 1, 0, 1], to: map, tolerance: GoldenTolerance(minAdjustedRandIndex: 0.5)) != nil)
    #expect(compare(renamed, to: map, tolerance: GoldenTolerance(minFraction: 0.9, minAdjustedRandIndex: 1)) != nil)
    // The example of Hubert and Arabie's index for {a,a,b,b,c,c} and {a,a,a,b,b,b}, by hand: (2 − 1.2) / (4.5 − 1.2).
    #expect((adjustedRandIndex([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1]) - 0.8 / 3.3).magnitude < 1e-15)
    let flags = GoldenTensor(shape: [2], integers: [1, 0])
    #expect(compare([true, false], to: flags, tolerance: GoldenTolerance()) == nil)
  }

  @Test func talliesSayWhatFailed() throws {
    guard let file = try GoldenFile.load("layers") else { return }
    let op = try #require(file.ops.first)
    let count = file.cases.filter { $0.op == op }.count
    #expect(file.check(claiming: [op], silently: true) { _ in [] }.isEmpty)
    #expect(file.check(claiming: [op], silently: true) { _ in nil }.count == count)
    #expect(file.check(claiming: [op], silently: true) { _ in [GoldenMismatch("wrong")] }.count == count)
    let thrown = file.check(claiming: [op], silently: true) { goldenCase in
      try goldenCase.compareAll(["?": goldenCase.expected("?").floats])
    }
    #expect(thrown.count == count)
    let absent = file.check(claiming: [op, "no such op"], permittingAbsentOps: false, silently: true) { _ in [] }
    #expect(absent == [#"golden layers: op "no such op" is claimed but the file has no case of it"#])
    #expect(file.check(claiming: ["no such op"], permittingAbsentOps: true, silently: true) { _ in [] }.isEmpty)
    for goldenCase in file.cases.prefix(8) {
      var outputs: [String: [Float]] = [:]
      for role in goldenCase.expectedRoles { outputs[role] = try goldenCase.expected(role).floats }
      #expect(try goldenCase.compareAll(outputs).isEmpty)
      let wrong = outputs.mapValues { [Float](repeating: .nan, count: $0.count) }
      #expect(try goldenCase.compareAll(wrong).count == goldenCase.expectedRoles.count)
      #expect(try goldenCase.compareAll([:]).count == goldenCase.expectedRoles.count)
    }
  }

  @Test func temporaryFoldersDisappear() throws {
    let url = try TemporaryFolder.with { folder in
      try Data([1]).write(to: folder.file("a"))
      return folder.url
    }
    #expect(!FileManager.default.fileExists(atPath: url.path(percentEncoded: false)))
  }
}
