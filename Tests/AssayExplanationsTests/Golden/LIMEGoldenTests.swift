import AssayBase
import AssayExplanations
import AssayTestSupport
import Testing

/// The linear models of LIME against those of the authors' library, from the same copies and the same answers.
@Suite struct LIMEGoldenTests {
  @Test func surrogatesAgree() throws {
    guard let file = try GoldenFile.load("explanations") else { return }
    let failures = file.check(claiming: ["lime"]) { it in
      let label = try it.whole("label")
      let (masks, probabilities) = (try it.input("masks"), try it.input("probabilities"))
      let classes = probabilities.shape[1]
      let surrogate = LIMESurrogate(
        try Self.settings(it), choices: masks.integers.map { UInt8($0) },
        answers: (0..<probabilities.shape[0]).map { Double(probabilities.floats[$0 * classes + label]) })
      return try [
        it.compare(surrogate.coefficients.map { Float($0) }, with: "coefficients"),
        it.compare(values: [surrogate.intercept], with: "intercept"),
        it.compare(values: [surrogate.score], with: "score"),
        it.compare(values: [surrogate.localPrediction], with: "local_prediction"),
        it.compare(values: surrogate.order.map { Double($0) }, with: "order"),
      ].compactMap { $0 }
    }
    #expect(failures == [])
  }

  private static func settings(_ it: GoldenCase) throws -> LIME {
    LIME(
      kernelWidth: Double(try it.float("kernel_width")), penalty: Double(try it.float("ridge_alpha")),
      features: try it.whole("num_features"),
      selection: try it.choice(
        "feature_selection",
        of: [
          "none": .all, "highest_weights": .highestWeights, "forward_selection": .forward, "auto": .automatic,
        ]))
  }
}
