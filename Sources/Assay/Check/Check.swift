import AssayDatasets
import AssayNetworks
import AssayProperties
import Testing

/// Checks that a property holds of a model on a data set, and records one issue where it does not.
///
///     @Test func staysAccurateUnderPGD() async throws {
///       try await check(robust, on: digits, .accuracy(under: .pgd(.linf(0.15), steps: 40), atLeast: 0.5))
///     }
///
/// Stops as soon as the claim is decided; a falsified, undecided or unreliable claim is an issue (see
/// `.allowsUndecided`), and so is a model, a data set or a setting that cannot be used. A counterexample is written to
/// `.assay/counterexamples/<suite>/<test>.png` and `.json`, where a test's second check adds "-2", and attached to the
/// test. Checks wait for one another, since one keeps all cores busy; a check inside another does not.
///
/// Counterexamples that `assay accept` has put into `Fixtures/Counterexamples/<suite>/<test>` run first: one that still
/// fails refutes a claim about every case; for a share they are counted apart. A file there that cannot be read is an
/// issue. The result is appended to `.assay/results.jsonl`, from which `assay report` makes JUnit XML and a page.
///
/// - Returns: What was found out; for input that cannot be used ``Verdict/Outcome/unreliable`` of no case.
/// - Throws: `CancellationError` when the test is cancelled; `AssayError(.contractBroken)` outside a test.
@discardableResult
public func check<Model: Classifier>(
  _ model: Model, on data: Dataset, _ property: Property<Model>, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> Verdict {
  let run = CheckCall(
    property: property.name, usesBaseline: property.usesBaseline, model: model.name, data: data,
    identity: { ModelIdentity(model) }, remarks: [data.preparationRemark(for: model)].compactMap(\.self))
  return try await run.verdict(at: CheckSite(of: "check", at: sourceLocation)) { runner in
    try await runner.run(property, of: model, on: data)
  }
}

/// Checks that a property holds of a model in comparison with another, on the same examples.
///
///     try await check(robust, against: standard, on: digits,
///       .closerSaliency(by: .integratedGradients(), under: .pgd(.linf(8 / 255))))
///
/// - Returns: As ``check(_:on:_:sourceLocation:)``, which says the rest.
/// - Throws: As ``check(_:on:_:sourceLocation:)``.
@discardableResult
public func check<First: Classifier, Second: Classifier>(
  _ model: First, against other: Second, on data: Dataset, _ property: Property<Comparison<First, Second>>,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws -> Verdict {
  let run = CheckCall(
    property: property.name, usesBaseline: property.usesBaseline, model: "\(model.name) against \(other.name)",
    data: data, identity: { ModelIdentity(model, against: other) },
    remarks: [data.preparationRemark(for: model), data.preparationRemark(for: other)].compactMap(\.self))
  return try await run.verdict(at: CheckSite(of: "check", at: sourceLocation)) { runner in
    try await runner.run(property, of: model, against: other, on: data)
  }
}
