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
    let shared = ExplanationForm.Shared(baseline: baseline, seed: seed)
    self = try ExplanationForm.all.read(text, orElse: "there is no such explanation") { try $0.make(shared, &$1) }
    try validate()
  }
}
