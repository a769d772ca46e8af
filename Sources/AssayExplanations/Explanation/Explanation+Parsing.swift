import AssayBase

extension Explanation {
  /// Reads a method as the command writes it: `integrated-gradients:steps=64`, `saliency`.
  ///
  /// - Throws: `AssayError(.invalidArgument)` or `(.unknownName)` that says what may stand where.
  public init(parsing text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    var settings = try Settings(parts.count > 1 ? parts[1] : "", of: text)
    switch parts[0] {
    case "integrated-gradients":
      self = .integratedGradients(
        steps: try settings.int("steps") ?? 64, tolerance: try settings.number("tolerance") ?? 0.005)
    case "gradient": self = .gradient
    case "saliency": self = .saliency
    case "input-times-gradient": self = .inputTimesGradient
    default:
      throw AssayError(
        .unknownName, "there is no such explanation",
        expected: "integrated-gradients, gradient, saliency, input-times-gradient", found: "“\(parts[0])”")
    }
    try settings.finish()
    try validate()
  }
}
