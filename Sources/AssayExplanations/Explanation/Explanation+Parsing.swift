import AssayBase

extension ExplanationForm {
  /// All methods that can be written in words, in the order of the help. A line a family: names are added to their own.
  package static let all: [ExplanationForm] = [
    gradient, saliency, inputTimesGradient, integratedGradients,
    smoothGrad, smoothGradSquared, varGrad, gradientSHAP,
    guidedBackpropagation, deconvolution, layerwiseRelevance, deepLIFT,
    classActivation, gradCAM, gradCAMPlusPlus, layerCAM, scoreCAM, guidedGradCAM,
    occlusion, featureAblation, shapley, kernelSHAP, rise, meaningfulPerturbation,
    lime,
  ]
}

extension Explanation {
  /// Reads a method as the command writes it: `integrated-gradients:steps=64`, `saliency`.
  ///
  /// - Parameters:
  ///   - baseline: The baseline of methods that have one and do not name it.
  ///   - seed: The seed of methods that have one and do not name it.
  /// - Throws: `AssayError(.invalidArgument)` or `(.unknownName)` that says what may stand where.
  public init(parsing text: String, baseline: ExplanationBaseline? = nil, seed: UInt64? = nil) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let form = ExplanationForm.all.first(where: { $0.name == parts[0] }) else {
      throw AssayError(
        .unknownName, "there is no such explanation",
        expected: ExplanationForm.all.map(\.name).joined(separator: ", "), found: "“\(parts[0])”")
    }
    var settings = try Settings(parts.count > 1 ? parts[1] : "", of: text)
    self = try form.make(ExplanationForm.Shared(baseline: baseline, seed: seed), &settings)
    try settings.finish()
    try validate()
  }
}
