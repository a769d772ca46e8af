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
/// of single cases are not reported: the failing case is run again (a flaky one is reported as such), reduced, and
/// reported once, at the line of `forAll`. Expectations show their values only where no `try` or `await` stands inside
/// them. What is needed to run the case again is written to `.assay/counterexamples/<suite>/<test>.json`, with a picture
/// beside it when a value is an image, and attached to the test; set `ASSAY_REPLAY` to its path to run that case alone.
/// Cases run one after another: 100, or as many as `.cases(_:)` says.
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
