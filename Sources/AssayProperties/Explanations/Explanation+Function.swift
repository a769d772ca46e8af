import AssayBase
import AssayExplanations
import AssayNetworks
import AssayPerturbations

extension Explanation {
  /// The maps as a differentiable function of the pixels, for attacks on them.
  func function(of target: ExplanationTarget) -> MapFunction {
    { model, images, labels in
      guard let network = model as? Network else { throw Self.noDerivative(of: model) }
      return try maps(of: network.traced(), images: images, labels: labels, target: target)
    }
  }

  /// - Throws: `AssayError(.unsupported)` when the maps of a model cannot be followed by gradients.
  func checkDerivative(of model: some Classifier) throws {
    guard model is Network else { throw Self.noDerivative(of: model) }
    guard method.isDifferentiable else {
      throw AssayError(
        .unsupported, "an attack on an explanation needs its derivative, and \(description) has none",
        expected: "an explanation by gradients", found: description, at: "of",
        advice: "Ask what noise does to it: .stability(of:under:)")
    }
  }

  private static func noDerivative(of model: some Classifier) -> AssayError {
    AssayError(
      .unsupported,
      "an attack on an explanation needs derivatives of maps, which the model \(model.name) does not give",
      expected: "a Network", found: "\(type(of: model))", at: "model",
      advice: "Ask what noise does to the maps: .stability(of:under:)")
  }
}
