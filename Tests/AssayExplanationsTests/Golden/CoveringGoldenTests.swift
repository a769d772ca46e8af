import AssayExplanations
import AssayImages
import AssayTensor
import AssayTestSupport
import Testing

/// Maps from covered and masked copies against Captum, and against an enumeration of all coalitions.
@Suite struct CoveringGoldenTests {
  @Test func occlusion() throws {
    try Subject.check(["occlusion"]) { goldenCase, subject in
      let method = Explanation.occlusion(
        window: try goldenCase.whole("window"), stride: try goldenCase.whole("stride"),
        baseline: .uniform(try goldenCase.float("baseline")))
      return try goldenCase.compareAll(["map": subject.maps(method).elements])
    }
  }

  @Test func featureAblation() throws {
    try Subject.check(["feature_ablation"]) { goldenCase, subject in
      guard let groups = try groups(goldenCase) else { return nil }
      let method = Explanation.featureAblation(groups, baseline: .uniform(try goldenCase.float("baseline")))
      return try goldenCase.compareAll(["map": subject.maps(method).elements])
    }
  }

  @Test func shapley() throws {
    try Subject.check(["shapley"]) { goldenCase, subject in
      guard goldenCase.params["f"]?.string == "target logit", let groups = try groups(goldenCase) else { return nil }
      let count = try goldenCase.whole("groups")
      let baseline = ExplanationBaseline.uniform(try goldenCase.float("baseline"))
      // With all coalitions, KernelSHAP's least squares must give the same numbers.
      let methods = [
        Explanation.shapley(groups, baseline: baseline),
        .kernelSHAP(groups, samples: max(1, 1 << count - 2), baseline: baseline),
      ]
      return try methods.flatMap { method in
        let results = try method.groupAttributions(
          of: subject.model, images: subject.images, labels: subject.labels)
        guard results.allSatisfy({ $0.values.count == count && $0.standardErrors == nil }) else {
          return [GoldenMismatch(role: "phi", "\(method) does not give \(count) exact values an image")]
        }
        let outputs: [String: [Float]] = [
          "phi": results.flatMap(\.values).map { Float($0) },
          "value_full": results.map { Float($0.score) },
          "value_empty": results.map { Float($0.baselineScore ?? .nan) },
          "map": try subject.maps(method).elements,
        ]
        return try goldenCase.compareAll(outputs.filter { goldenCase.expectedRoles.contains($0.key) })
      }
    }
  }

  @Test func rise() throws {
    try Subject.check(["rise"]) { goldenCase, subject in
      // "1/(K * 0.5) * sum_k softmax_target(x * mask_k) * mask_k"
      guard let form = goldenCase.params["form"]?.string, form.hasPrefix("1/(K * "),
        form.hasSuffix(") * sum_k softmax_target(x * mask_k) * mask_k"),
        let keeping = form.dropFirst(7).split(separator: ")").first.flatMap({ Double($0) })
      else { return nil }
      let method = Explanation.rise(masks: try goldenCase.tensor("masks"), keeping: keeping)
      return try goldenCase.compareAll(["map": subject.maps(method).elements])
    }
  }

  /// The groups of a mask, or single pixels; nil where the case says neither.
  private func groups(_ goldenCase: GoldenCase) throws -> SegmentationMethod? {
    if goldenCase.inputRoles.contains("mask") {
      let mask = try goldenCase.input("mask")
      guard mask.shape.count == 2 else { return nil }
      return .given(try Superpixels(height: mask.shape[0], width: mask.shape[1], labels: mask.integers))
    }
    return goldenCase.params["groups"]?.string == "single pixels" ? .pixels : nil
  }
}
