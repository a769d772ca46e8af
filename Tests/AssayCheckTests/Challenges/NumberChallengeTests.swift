import AssayCheck
import Testing

/// The three problems of two numbers whose difference matters.
@Suite struct NumberChallengeTests {
  static let pairs = Generator<(Int, Int)>.zip(.integer(in: 1...1_000_000), .integer(in: 1...1_000_000))

  @Test func differenceIsNotZero() async throws {
    let reached = try await Challenge.minima("difference not zero", Self.pairs) { $0 < 10 || $0 != $1 }
    #expect(reached == ["(10, 10)"])
  }

  @Test func differenceIsNotSmall() async throws {
    let reached = try await Challenge.minima("difference not small", Self.pairs) { first, second in
      first < 10 || !(1...4).contains(abs(first - second))
    }
    #expect(reached == ["(10, 6)"])
  }

  @Test func differenceIsNotOne() async throws {
    let reached = try await Challenge.minima("difference not one", Self.pairs) { $0 < 10 || abs($0 - $1) != 1 }
    #expect(reached == ["(10, 9)"])
  }
}
