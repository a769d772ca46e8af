import AssayBase
import AssayCheck
import Testing

@Suite struct GeneratorTests {
  static func values<Value: Sendable>(_ generator: Generator<Value>, _ count: Int = 400) throws -> [Value] {
    try (0..<count).map { try generator.value(for: RandomKey(seed: 99).derived($0)) }
  }

  /// The value a generator gives when every choice is the simplest.
  static func simplest<Value: Sendable>(_ generator: Generator<Value>) throws -> Value {
    try generator.value(replaying: ChoiceSequence([]))
  }

  @Test func valuesStayInRangeAndMeetTheBounds() throws {
    let integers = try Self.values(.integer(in: -7...12))
    #expect(integers.allSatisfy((-7...12).contains) && integers.contains(-7) && integers.contains(12))
    let floats = try Self.values(.float(in: 0...0.1))
    #expect(floats.allSatisfy { (0...0.1).contains($0) } && floats.contains(0) && floats.contains(0.1))
    let doubles = try Self.values(.double(in: -1e300...1e300))
    #expect(doubles.allSatisfy { $0.isFinite && abs($0) <= 1e300 })
    let extremes = try Self.values(.integer)
    #expect(extremes.contains(.min) && extremes.contains(.max) && extremes.contains(0))
    #expect(try Self.values(.byte()).contains(255))
    #expect(try Set(Self.values(.boolean)) == [false, true])
    #expect(try Set(Self.values(.element(of: "abc"))) == ["a", "b", "c"])
    #expect(try Self.values(.array(of: .boolean, count: 2...5)).allSatisfy { (2...5).contains($0.count) })
    #expect(try Set(Self.values(.array(of: .boolean, count: 2...5)).map(\.count)) == [2, 3, 4, 5])
    #expect(try Self.values(.array(of: .boolean, count: 3)).allSatisfy { $0.count == 3 })
    #expect(try Self.values(.string(of: "xy", count: 1...4)).allSatisfy { Set($0).isSubset(of: "xy") && !$0.isEmpty })
  }

  @Test func simplestValuesAreWhatTheirDocumentationSays() throws {
    #expect(try Self.simplest(.integer(in: -5...5)) == 0)
    #expect(try Self.simplest(.integer(in: 3...5)) == 3)
    #expect(try Self.simplest(.integer(in: -9 ... -4)) == -4)
    #expect(try Self.simplest(.integer(in: 0...9, simplest: 5)) == 5)
    #expect(try Self.simplest(.float(in: 0.25...1)) == 0.25)
    #expect(try Self.simplest(.double(in: -1...1)) == 0)
    #expect(try Self.simplest(.array(of: .integer, count: 2...9)) == [0, 0])
    #expect(try Self.simplest(.optional(.integer)) == nil)
    #expect(try Self.simplest(.string()) == "")
    #expect(try Self.simplest(.oneOf(.constant(4), .constant(5))) == 4)
    #expect(try Self.simplest(.frequency((0, .constant(1)), (3, .constant(2)))) == 2)
  }

  @Test func combinatorsCompose() throws {
    let even = Generator<Int>.integer(in: 0...50).map { 2 * $0 }
    #expect(try Self.values(even).allSatisfy { $0 % 2 == 0 })
    #expect(try Self.values(even.filter { $0 % 10 != 0 }.map { $0 / 2 }.optional, 50).count == 50)
    let dependent = Generator<Int>.integer(in: 1...6).flatMap { side in
      Generator.zip(.constant(side), .array(of: .integer(in: 0...side), count: side))
    }
    #expect(try Self.values(dependent).allSatisfy { $0.1.count == $0.0 && ($0.1.max() ?? 0) <= $0.0 })
    let triple = Generator.zip(.integer(in: 0...1), .boolean, .float(in: 0...1))
    #expect(try Self.simplest(triple) == (0, false, 0))
    let weighted = try Self.values(.frequency((9, .constant("often")), (1, .constant("seldom"))))
    #expect((1...100).contains(weighted.count { $0 == "seldom" }))
  }

  @Test(arguments: 0..<50)
  func whatWasDrawnReplaysToTheSameValue(index: Int) throws {
    let generator = Generator<[(Int, Float)]>.array(of: .zip(.integer(in: -1000...1000), .float(in: -3...3)))
    var source = ChoiceSource(drawingFrom: RandomKey(seed: 5).derived(index))
    let drawn = try generator.draw(&source)
    let replayed = try generator.value(replaying: source.sequence)
    #expect(drawn.elementsEqual(replayed, by: ==))
  }

  @Test func aReplayThatDoesNotFitDrawsTheSimplest() throws {
    let pair = Generator.zip(.integer(in: 0...9), .float(in: 0...1))
    #expect(try pair.value(replaying: ChoiceSequence([.float(0.5), .integer(3)])) == (0, 0))
    #expect(try pair.value(replaying: ChoiceSequence([.integer(10), .float(0.5)])) == (0, 0.5))
    // 0.1 is no single-precision number, and this generator draws no other.
    #expect(try pair.value(replaying: ChoiceSequence([.integer(4), .float(0.1)])) == (4, 0))
    #expect(try pair.value(replaying: ChoiceSequence([.integer(4)])) == (4, 0))
  }

  @Test func faultyRecipesThrow() throws {
    func kind<Value>(_ generator: Generator<Value>) -> AssayError.Kind? {
      do {
        _ = try Self.simplest(generator)
        return nil
      } catch { return (error as? AssayError)?.kind }
    }
    #expect(kind(Generator<Int>.element(of: [])) == .empty)
    #expect(kind(Generator<Int>.oneOf([])) == .empty)
    #expect(kind(Generator<Int>.frequency((0, .constant(1)))) == .empty)
    #expect(kind(Generator<Int>.frequency((-1, .constant(1)))) == .invalidArgument)
    #expect(kind(Generator<Int>.integer(in: 0...3, simplest: 4)) == .invalidArgument)
    #expect(kind(Generator<Double>.double(in: -.infinity...0)) == .notFinite)
    #expect(kind(Generator<[Int]>.array(of: .integer, count: -1)) == .invalidArgument)
    #expect(kind(Generator<Int>.integer.filter { _ in false }) == .malformedData)
    #expect(kind(Generator<String>.string(of: "", count: 1...2)) == .empty)
  }

  @Test(arguments: [
    (0.337, 1.0), (1.5, 2.0), (2.25, 3.0), (999.9, 1000.0),
  ])
  func floatsShrinkToTheNextWholeNumberWhereTheyMay(least: Double, minimum: Double) async throws {
    let falsifier = Falsifier("float", over: .double(in: -5000...5000), seed: 12, cases: 2_000)
    let found = try #require(try await falsifier.runPredicate { $0 < least }.counterexample)
    #expect(found.value == minimum)
  }

  @Test func floatsShrinkToFewDecimalsWhereNoWholeNumberWillDo() async throws {
    let double = Falsifier("decimals", over: .double(in: 0...1), seed: 12, cases: 2_000)
    #expect(try await double.runPredicate { $0 <= 0.337 || $0 >= 0.9 }.counterexample?.value == 0.4)
    #expect(try await double.runPredicate { $0 <= 0.337 || $0 >= 0.35 }.counterexample?.value == 0.34)
    let huge = Falsifier("huge", over: .double(in: -1e300...1e300), seed: 12, cases: 2_000)
    #expect(try await huge.runPredicate { $0 < 1e20 }.counterexample?.value == 0x1p67)
    let single = Falsifier("decimals", over: .float(in: 0...0.1), seed: 12, cases: 2_000)
    #expect(try await single.runPredicate { $0 < 0.0413 || $0 > 0.08 }.counterexample?.value == 0.05)
  }
}

extension GeneratorTests {
  static func forAll<First: Sendable, Second: Sendable>(
    _ first: Generator<First>, _ second: Generator<Second>,
    _ property: @escaping @Sendable (First, Second) async throws -> Void
  ) async throws -> Bool {
    try await Falsifier("for all", over: .zip(first, second), seed: 1).run { try await property($0, $1) }.isPassed
  }

  /// A function over two generators takes factories after a leading dot, its own and those of other modules.
  @Test func factoriesAreFoundAfterALeadingDot() async throws {
    let isPassed = try await Self.forAll(.word(of: ["a", "b"]), .float(in: 0...0.1)) { word, amount in
      let exact: Float = amount
      guard ["a", "b"].contains(word), exact <= 0.1 else { throw PredicateFailure() }
    }
    #expect(isPassed)
  }
}

extension Generator where Value == String {
  fileprivate static func word(of words: [String]) -> Generator<String> {
    Generator { source in words[try source.index(below: words.count)] }
  }
}

extension Generator {
  fileprivate var optional: Generator<Value?> { .optional(self) }
}
