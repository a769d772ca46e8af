import AssayCheck
import Testing

// Beside the parameter pack there are overloads of fixed arity: with a pack alone, a literal range such as `0...0.1`
// does not take the type of its generator.

/// Runs a body on generated values, and records one issue with the smallest values for which it fails.
///
///     @Test func brighteningKeepsTheAnswer() async throws {
///       try await forAll(.example(of: digits)) { example in
///         let answer = try model.label(of: example.image.brightened(by: 0.02))
///         #expect(answer == example.label)
///       }
///     }
///
/// A case fails when an expectation in it does, or when it throws; `try assume(condition)` leaves a case out. The issues
/// of single cases are not reported. The failing case is announced at once on standard error, run again (a flaky one is
/// reported as such), and reduced. Then there is one issue: the expectation that fails for the smallest values, at its own
/// line and with its own values, followed by what Assay knows; other failures of the run are listed in it. An error that
/// the body throws is reported at the line of `forAll`. Expectations show their values only where no `try` or `await`
/// stands inside them.
///
/// Cases run one after another: up to a tenth as many boundary values as there are random cases, then 100 random cases,
/// or as many as `.cases(_:)` says, and a climb where the body calls `target(_:label:)`. `label(_:)` counts kinds of
/// cases, and `cover(_:_:atLeast:)` demands a share of them. Each case of a parameterised test draws values of its own.
///
/// A failure prints a word that runs its case again as `@Test(.replay("1.AgfqCAA…"))`. The same is written to
/// `.assay/counterexamples/<suite>/<test>.json`, with a picture beside it when a value is an image, and attached to the
/// test; set `ASSAY_REPLAY` to its path, or to the word, to run that case alone. A `forAll` that takes more than two
/// seconds says on a terminal how far it is; set `CI` to keep it silent. `ASSAY_VERBOSE=1` shows the shares of labels also
/// where nothing fails.
///
/// - Throws: `CancellationError` when the test is cancelled; `AssayError(.contractBroken)` outside a test.
public func forAll<Value: Sendable>(
  _ generator: Generator<Value>, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: @escaping @Sendable (Value) async throws -> Void
) async throws {
  let trials = generator.map { value in
    Trial([GeneratedValue(value, of: generator)]) { try await body(value) }
  }
  try await ForAllCall(trials, of: ["\(Value.self)"]).run(at: sourceLocation)
}

/// Runs a body on the values of two generators; see ``forAll(_:sourceLocation:_:)``.
///
///     try await forAll(.example(of: digits), .float(in: 0...0.1)) { example, amount in … }
public func forAll<First: Sendable, Second: Sendable>(
  _ first: Generator<First>, _ second: Generator<Second>, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: @escaping @Sendable (First, Second) async throws -> Void
) async throws {
  let trials = Generator<(First, Second)>.zip(first, second).map { a, b in
    Trial([GeneratedValue(a, of: first), GeneratedValue(b, of: second)]) { try await body(a, b) }
  }
  try await ForAllCall(trials, of: ["\(First.self)", "\(Second.self)"]).run(at: sourceLocation)
}

/// Runs a body on the values of three generators; see ``forAll(_:sourceLocation:_:)``.
public func forAll<First: Sendable, Second: Sendable, Third: Sendable>(
  _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: @escaping @Sendable (First, Second, Third) async throws -> Void
) async throws {
  let trials = Generator<(First, Second, Third)>.zip(first, second, third).map { a, b, c in
    Trial([GeneratedValue(a, of: first), GeneratedValue(b, of: second), GeneratedValue(c, of: third)]) {
      try await body(a, b, c)
    }
  }
  try await ForAllCall(trials, of: ["\(First.self)", "\(Second.self)", "\(Third.self)"]).run(at: sourceLocation)
}

/// Runs a body on the values of four generators; see ``forAll(_:sourceLocation:_:)``.
public func forAll<First: Sendable, Second: Sendable, Third: Sendable, Fourth: Sendable>(
  _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>, _ fourth: Generator<Fourth>,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: @escaping @Sendable (First, Second, Third, Fourth) async throws -> Void
) async throws {
  let trials = Generator<(First, Second, Third, Fourth)>.zip(first, second, third, fourth).map { a, b, c, d in
    Trial([
      GeneratedValue(a, of: first), GeneratedValue(b, of: second), GeneratedValue(c, of: third),
      GeneratedValue(d, of: fourth),
    ]) { try await body(a, b, c, d) }
  }
  let types = ["\(First.self)", "\(Second.self)", "\(Third.self)", "\(Fourth.self)"]
  try await ForAllCall(trials, of: types).run(at: sourceLocation)
}

/// Runs a body on the values of any number of generators; see ``forAll(_:sourceLocation:_:)``.
///
/// Literal ranges may need their type here: `.float(in: Float(0)...1)`.
public func forAll<each Value: Sendable>(
  _ generators: repeat Generator<each Value>, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: @escaping @Sendable (repeat each Value) async throws -> Void
) async throws {
  var types: [String] = []
  for type in repeat (each Value).self { types.append("\(type)") }
  let trials = Generator<(repeat each Value)>.zip(repeat each generators).map { values in
    var described: [GeneratedValue] = []
    for (value, generator) in repeat (each values, each generators) {
      described.append(GeneratedValue(value, of: generator))
    }
    return Trial(described) { try await body(repeat each values) }
  }
  try await ForAllCall(trials, of: types).run(at: sourceLocation)
}
