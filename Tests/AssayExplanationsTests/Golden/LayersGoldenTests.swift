import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Testing

/// Maps of methods that look into layers, of the trained digits networks, against Captum.
@Suite struct LayersGoldenTests {
  @Test func classActivation() throws {
    try Subject.check(["cam"]) { goldenCase, subject in
      let form = goldenCase.params["form"]?.string ?? ""
      guard let words = form.firstMatch(of: /sum_k (\w+)\.weight\[target, k\] \* (\w+) output k/) else {
        throw goldenCase.unknown("form")
      }
      let maps = try subject.coarseMaps(.classActivation())
      let features = try LayerActivations(of: subject.model, layers: [String(words.2)]).values(for: subject.images)
      return try goldenCase.compareAll([
        "map": maps.elements, "features_sum": features[0].sum(axes: [2, 3]).elements,
      ])
    }
  }

  @Test func gradCAM() throws {
    try Subject.check(["gradcam"]) { goldenCase, subject in
      guard let layer = goldenCase.params["layer"]?.string,
        goldenCase.params["upsampled"]?.string?.wholeMatch(of: /bilinear to \d+x\d+, align_corners false/) != nil
      else { throw goldenCase.unknown("layer, upsampled") }
      let signed = Explanation.gradCAM(layer: layer, isRectified: false)
      return try goldenCase.compareAll([
        "map": subject.coarseMaps(signed).elements,
        "map_relu": subject.coarseMaps(.gradCAM(layer: layer)).elements,
        "upsampled": subject.maps(signed).channels(0..<1).elements,
      ])
    }
  }

  @Test func guidedGradCAM() throws {
    try Subject.check(["guided_gradcam"]) { goldenCase, subject in
      let form = goldenCase.params["form"]?.string ?? ""
      guard let words = form.firstMatch(of: /relu\(GradCAM of (\w+)\) upsampled with (nearest|bilinear)/) else {
        throw goldenCase.unknown("form")
      }
      let method = Explanation.guidedGradCAM(
        layer: String(words.1), upsampling: words.2 == "nearest" ? .nearest : .bilinear())
      return try goldenCase.compareAll(["map": subject.maps(method).elements])
    }
  }

  @Test func rectifiedBackpropagation() throws {
    let methods: [String: Explanation] = [
      "guided_backprop": .guidedBackpropagation, "deconvolution": .deconvolution,
    ]
    try Subject.check(Set(methods.keys)) { goldenCase, subject in
      guard let method = methods[goldenCase.op] else { return nil }
      return try goldenCase.compareAll(["map": subject.maps(method).elements])
    }
  }

  @Test func layerwiseRelevance() throws {
    try Subject.check(["lrp"]) { goldenCase, subject in
      guard let name = goldenCase.params["rule"]?.string, let rule = Self.rule(name),
        goldenCase.params["start"]?.string == "relevance = target logit"
      else { throw goldenCase.unknown("rule, start") }
      return try goldenCase.compareAll(["map": subject.maps(.layerwiseRelevance(.all(rule))).elements])
    }
  }

  @Test func deepLIFT() throws {
    try Subject.check(["deeplift"]) { goldenCase, subject in
      guard goldenCase.params["rule"]?.string == "rescale", let name = goldenCase.params["baseline"]?.string,
        goldenCase.inputRoles.contains("baseline") || name == "zero"
      else { throw goldenCase.unknown("rule, baseline") }
      var method = DeepLIFT(baseline: .black)
      if goldenCase.inputRoles.contains("baseline") {
        method = DeepLIFT(baseline: .images(try goldenCase.tensor("baseline").broadcast(to: subject.images.shape)))
      }
      let deltas = try method.convergenceDeltas(
        of: ExplainedModel(subject.model), images: subject.images, scores: ExplainedScores(of: subject.labels))
      return try goldenCase.compareAll([
        "map": subject.maps(Explanation(method)).elements, "convergence_delta": deltas,
      ])
    }
  }

  /// The rule that a name as "epsilon0.1" stands for; nil for one that is not known.
  private static func rule(_ name: String) -> RelevanceRule? {
    func number(_ prefix: String) -> Float? { name.hasPrefix(prefix) ? Float(name.dropFirst(prefix.count)) : nil }
    if name == "alpha1_beta0" { return .zPlus }
    return number("epsilon").map(RelevanceRule.epsilon) ?? number("gamma").map(RelevanceRule.gamma)
  }
}

extension GoldenCase {
  /// The error of settings that the test does not know.
  fileprivate func unknown(_ settings: String) -> AssayError {
    AssayError(.unsupported, "the case's settings are not known", found: "\(params)", at: "\(name), \(settings)")
  }
}

extension Subject {
  fileprivate func coarseMaps(_ explanation: Explanation) throws -> Tensor {
    try explanation.coarseMaps(of: model, images: images, labels: labels)
  }
}
