import AssayDatasets
import AssayNetworks

/// Runs one check: draws cases, measures them, decides, and reduces what fails.
public struct CheckRunner: Sendable {
  let configuration: CheckConfiguration

  /// Makes a runner.
  public init(_ configuration: CheckConfiguration) {
    self.configuration = configuration
  }

  /// Checks `property` of `model` on `data`.
  ///
  /// Cases are the data set's examples in a seeded random order. Stops as soon as the claim is decided at the configured
  /// confidence; exact when all examples have been used. Waits until other checks of the process are done.
  ///
  /// - Throws: `AssayError` for settings, data or models that cannot be used; `CancellationError` when cancelled.
  public func run<Model: Classifier>(
    _ property: Property<Model>, of model: Model, on data: Dataset
  ) async throws -> Verdict {
    try await run(property, of: model, named: model.name, { ModelIdentity(model) }, on: data)
  }

  /// Checks a property that compares two models on the same examples.
  ///
  /// - Throws: As ``run(_:of:on:)``.
  public func run<First: Classifier, Second: Classifier>(
    _ property: Property<Comparison<First, Second>>, of first: First, against second: Second, on data: Dataset
  ) async throws -> Verdict {
    try await run(
      property, of: Comparison(first: first, second: second), named: "\(first.name) against \(second.name)",
      { ModelIdentity(first, against: second) }, on: data)
  }

  private func run<Model: Sendable>(
    _ property: Property<Model>, of model: Model, named name: String,
    _ identity: @escaping @Sendable () -> ModelIdentity, on data: Dataset
  ) async throws -> Verdict {
    try configuration.validate()
    try property.claim.validate()
    return try await ComputeGate.shared.pass {
      try await CheckRun(property, model, identity, data, configuration).verdict(named: name)
    }
  }
}
