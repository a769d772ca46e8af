import AssayDatasets
import AssayProperties
import Testing

/// Checks that a claim about a data set holds, and records one issue where it does not.
///
///     @Test func trainingDataAreClean() async throws {
///       try await check(train, .noDuplicates())
///       try await check(train, .balanced(atLeast: 0.5))
///     }
///
/// All examples are looked at, so the answer is exact, but for the estimate of label noise. Where examples show why a
/// claim is false, they are drawn side by side into `.assay/counterexamples/<suite>/<test>.png`, which is attached to
/// the test. The rest is as with ``check(_:on:_:sourceLocation:)``.
///
/// - Returns: What was found out; for input that cannot be used ``Verdict/Outcome/unreliable`` of no case.
/// - Throws: `CancellationError` when the test is cancelled; `AssayError(.contractBroken)` outside a test.
@discardableResult
public func check(
  _ data: Dataset, _ property: DataProperty<Dataset>, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> Verdict {
  let run = CheckCall(property: property.name, usesBaseline: false, model: nil, data: data)
  return try await run.verdict(at: CheckSite(of: "check", at: sourceLocation)) { runner in
    try await runner.run(property, on: data)
  }
}

/// Checks that a claim about a data set in comparison with another holds.
///
///     try await check(test, against: train, .noLeakage())
///
/// - Returns: As ``check(_:_:sourceLocation:)``, which says the rest.
/// - Throws: As ``check(_:_:sourceLocation:)``.
@discardableResult
public func check(
  _ data: Dataset, against other: Dataset, _ property: DataProperty<DatasetPair>,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws -> Verdict {
  let run = CheckCall(property: property.name, usesBaseline: false, model: nil, data: data)
  return try await run.verdict(at: CheckSite(of: "check", at: sourceLocation)) { runner in
    try await runner.run(property, on: data, against: other)
  }
}
