import AssayBase
import AssayDatasets
import AssayNetworks
import AssayPerturbations

/// Models that only answer: what can be asked of them.
extension PropertySpecification {
  /// Why the property cannot be asked of a model on these data; `nil` when it can be. Nothing is asked of the model.
  ///
  /// - Throws: `AssayError` for a setting or data that no model could be asked about.
  package func refusal<Model: Classifier>(by model: Model, on data: Dataset) throws -> AssayError? {
    let property: Property<Model> = property()
    do {
      try property.measure.validate(model, on: data)
      return nil
    } catch let error as AssayError where error.kind == .unsupported {
      return error
    }
  }

  /// The nearest claim that needs answers alone; `nil` where there is none.
  ///
  /// Of accuracy under an attack by gradients: that under Square in the same ball, a weaker attack as a rule.
  package var byAnswers: PropertySpecification? {
    guard case .robustAccuracy(let attack, let threshold) = self, attack.needsGradients, let ball = attack.ball,
      ball.norm == .linf || ball.norm == .l2
    else { return nil }
    return .robustAccuracy(
      under: .square(ball, queries: Self.queries, target: attack.target), atLeast: threshold)
  }

  /// The questions an example of an attack in the place of another: few, since each may be a call to a service.
  private static let queries = 200

  /// The property's name in words.
  package var title: String { (property() as Property<Network>).name }
}
