import AssayCheck
import Testing

/// Values as large as a picture, of which little matters: what matters is found in few trials.
@Suite struct LargeValueTests {
  private static let budget = ShrinkBudget(trials: 2_000, seconds: 600)

  private func reduced(
    _ name: String, holds predicate: @escaping @Sendable ([Float]) async throws -> Bool
  ) async throws -> (places: [Int], trials: Int) {
    let pictures = Generator<[Float]>.array(of: .float(in: 0...1), count: 256)
    let falsifier = Falsifier(name, over: pictures, seed: 3, budget: Self.budget)
    let found = try #require(try await falsifier.runPredicate(predicate).counterexample)
    #expect(found.stop == .fixpoint)
    return (found.value.indices.filter { found.value[$0] != 0 }, found.trials)
  }

  @Test func twoPixelsOfMany() async throws {
    let (places, trials) = try await reduced("two pixels") { $0[5] + $0[140] < 1.2 }
    #expect(places == [5, 140] && trials < 100)
  }

  @Test func aSumOfTen() async throws {
    let (places, trials) = try await reduced("sum") { $0.reduce(0, +) < 10 }
    #expect(places == Array(246..<256) && trials < 100)
  }
}
