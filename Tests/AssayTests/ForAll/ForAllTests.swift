import AssayFixtures
import Synchronization
import Testing

@testable import Assay

@Suite(.seed(3)) struct ForAllTests {

  @Test func runsAHundredCasesAfterBoundaries() async throws {
    let runs = Mutex<[Int]>([])
    try await forAll(.integer) { number in runs.withLock { $0.append(number) } }
    #expect(runs.withLock { $0.count } == 103)
    #expect(runs.withLock { $0.prefix(3) } == [0, .min, .max])
  }

  @Test(.cases(7)) func casesSetTheirNumber() async throws {
    let runs = Mutex(0)
    try await forAll(.integer) { _ in runs.withLock { $0 += 1 } }
    #expect(runs.withLock { $0 } == 7)
  }

  @Test func discardedCasesDoNotCount() async throws {
    let runs = Mutex(0)
    try await forAll(.integer(in: 0...9)) { number in
      try assume(number > 4)
      runs.withLock { $0 += 1 }
    }
    // A hundred, and the greatest as the one boundary value that is not discarded.
    #expect(runs.withLock { $0 } == 101)
  }

  @Test func sameSeedSameCases() async throws {
    let first = Mutex<[Int]>([])
    let second = Mutex<[Int]>([])
    try await forAll(.integer) { number in first.withLock { $0.append(number) } }
    try await forAll(.integer) { number in second.withLock { $0.append(number) } }
    #expect(first.withLock { $0 } == second.withLock { $0 })
    #expect(Set(first.withLock { $0 }).count > 50)
  }

  @Test func anyNumberOfGenerators() async throws {
    try await forAll(.float(in: 0...0.1)) { #expect((0...0.1).contains($0)) }
    try await forAll(.float(in: 0...0.1), .double(in: 1...2)) { a, b in #expect(Double(a) < b) }
    try await forAll(.float(in: 0...0.1), .boolean, .int(in: 1...2)) { a, _, c in #expect(a < Float(c)) }
    try await forAll(.float(in: 0...0.1), .boolean, .int(in: 1...2), .string()) { a, _, c, _ in #expect(a < Float(c)) }
    try await forAll(.int(in: 0...1), .int(in: 2...3), .int(in: 4...5), .int(in: 6...7), .example(of: Digits.test)) {
      a, b, c, d, example in
      #expect(a < b && b < c && c < d && example.label < 10)
    }
  }

  @Test func targetsAreClimbedAndLabelsCounted() async throws {
    let best = Mutex(Int.min)
    try await forAll(.integer(in: 0...1_000_000_000), .boolean) { number, flag in
      let score = -abs(number - 987_654_321)
      try target(Float(score))
      try label("case")
      try cover(flag, "flag", atLeast: 0.2)
      best.withLock { $0 = max($0, score) }
    }
    // A hundred even draws come to within about five million.
    #expect(best.withLock { $0 } > -100_000)
  }

  private static let drawn = Mutex<[Int: [Int]]>([:])

  /// The cases of a parameterised test draw values of their own, the same in every run and in any order.
  @Test(.serialized, arguments: [1, 2]) func argumentsHaveTheirOwnValues(_ argument: Int) async throws {
    try await forAll(.integer) { number in Self.drawn.withLock { $0[argument, default: []].append(number) } }
    let drawn = Self.drawn.withLock { $0 }
    if argument == 2 { #expect(drawn[1]?.suffix(50) != drawn[2]?.suffix(50)) }
    #expect(CaseArguments.text(of: Test.Case.current) == "\(argument)")
  }

  /// A body may suspend, and what it captures may be the suite itself.
  @Test(.cases(3)) func bodiesAreAsynchronous() async throws {
    let limit = 10
    try await forAll(.int(in: 0...9)) { number in
      await Task.yield()
      #expect(number < limit)
    }
  }
}
