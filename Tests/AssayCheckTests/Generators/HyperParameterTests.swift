import AssayBase
import AssayCheck
import Testing

@Suite struct HyperParameterTests {
  private enum Schedule: CaseIterable { case constant, cosine, plateau }
  private enum Nothing: CaseIterable {}

  @Test func enumerationsShrinkToTheirFirstCase() async throws {
    #expect(try Set(GeneratorTests.values(.anyCase(of: Schedule.self))) == Set(Schedule.allCases))
    #expect(try GeneratorTests.simplest(.anyCase(of: Schedule.self)) == .constant)
    #expect(throws: AssayError.self) { try GeneratorTests.simplest(.anyCase(of: Nothing.self)) }
    let falsifier = Falsifier("schedule", over: Generator<Schedule>.anyCase(), seed: 3)
    #expect(try await falsifier.runPredicate { $0 == .constant }.counterexample?.value == .cosine)
  }

  @Test func logarithmsAreSpreadEvenly() throws {
    let values = try GeneratorTests.values(Generator<Double>.logUniform(in: 1e-6...1e-1), 4_000)
    #expect(values.allSatisfy { (1e-6...1e-1).contains($0) } && values.contains(1e-6) && values.contains(1e-1))
    for decade in [1e-6, 1e-5, 1e-4, 1e-3, 1e-2] {
      let share = Double(values.count { $0 >= decade && $0 < 10 * decade }) / 4_000
      #expect(share > 0.13 && share < 0.3, "\(decade): \(share)")
    }
    #expect(values.allSatisfy { "\($0)".filter { ("1"..."9").contains($0) }.count <= 5 })
    let singles = try GeneratorTests.values(Generator<Float>.logUniform(in: 0.003...0.07))
    #expect(singles.allSatisfy { (0.003...0.07).contains($0) } && singles.contains(0.003) && singles.contains(0.07))
  }

  @Test func logUniformShrinksToPowersOfTen() async throws {
    #expect(try GeneratorTests.simplest(Generator<Double>.logUniform(in: 1e-5...1e3)) == 1)
    #expect(try GeneratorTests.simplest(Generator<Double>.logUniform(in: 1e-5...0.05)) == 0.01)
    #expect(try GeneratorTests.simplest(Generator<Double>.logUniform(in: 20...5_000)) == 100)
    #expect(try GeneratorTests.simplest(Generator<Double>.logUniform(in: 0.02...0.05)) == 0.05)
    for seed in 1...5 as ClosedRange<UInt64> {
      let falsifier = Falsifier("rate", over: Generator<Double>.logUniform(in: 1e-6...1), seed: seed, cases: 500)
      #expect(try await falsifier.runPredicate { $0 > 2e-3 }.counterexample?.value == 1e-3)
    }
    for range in [0.0...1, -1...1, 1...Double.infinity] {
      #expect(throws: AssayError.self) { try GeneratorTests.simplest(Generator<Double>.logUniform(in: range)) }
    }
  }

  @Test func powersOfTwoAreThoseOfTheRange() throws {
    #expect(try Set(GeneratorTests.values(.powerOfTwo(in: 3...64))) == [4, 8, 16, 32, 64])
    #expect(try GeneratorTests.simplest(.powerOfTwo(in: 0...Int.max)) == 1)
    #expect(throws: AssayError.self) { try GeneratorTests.simplest(.powerOfTwo(in: 5...7)) }
  }

  @Test func emptyGeneratorsSayWhatToWrite() throws {
    func advice<Value>(_ generator: Generator<Value>) throws -> String {
      let error = #expect(throws: AssayError.self) { try GeneratorTests.simplest(generator) }
      return try #require(error?.advice)
    }
    #expect(try advice(Generator<Int>.element(of: [])).contains("element"))
    #expect(try advice(Generator<Int>.oneOf([])).contains(".oneOf(.constant"))
    #expect(try advice(Generator<Int>.frequency([])).contains(".frequency((3"))
    #expect(try advice(Generator<Int>.powerOfTwo(in: 5...7)).contains(".integer(in: 5...7)"))
    #expect(try advice(Generator<Double>.logUniform(in: 0...1)).contains(".constant(0)"))
    let error = #expect(throws: AssayError.self) {
      try Generator<Int>.integer.filter { _ in false }.value(for: RandomKey(seed: 1))
    }
    #expect(error?.advice?.contains(".map") == true)
  }
}
