import AssayBase
import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Testing

/// Metrics of maps on the trained digits networks against Captum and NumPy.
@Suite struct ExplanationMetricsGoldenTests {
  private static let rules: [String: QuadratureRule] = [
    "riemann_left": .left, "riemann_right": .right, "riemann_middle": .middle, "trapezoid": .trapezoid,
    "gausslegendre": .gaussLegendre,
  ]

  @Test func metrics() throws {
    guard let file = try GoldenFile.load("explanation_metrics"), let digits = try GoldenDigits.load() else { return }
    let ops: [String: (GoldenCase, MetricSubject) throws -> [String: [Double]]] = [
      "infidelity": infidelity, "sensitivity_max": maxSensitivity, "deletion": removal, "insertion": removal,
      "interpretation_discrepancy": discrepancy, "completeness_gap": completenessGap,
    ]
    let failures = file.check(claiming: Set(ops.keys).union(["map_similarity"])) { goldenCase in
      if goldenCase.op == "map_similarity" {
        return try mismatches(MapSimilarityFigures(goldenCase: goldenCase).outputs(), goldenCase)
      }
      guard let outputs = ops[goldenCase.op] else { return nil }
      return try mismatches(outputs(goldenCase, MetricSubject(goldenCase, digits)), goldenCase)
    }
    #expect(failures == [])
  }

  private func infidelity(_ goldenCase: GoldenCase, _ subject: MetricSubject) throws -> [String: [Double]] {
    guard let isScaled = goldenCase.params["normalize"]?.bool else { throw unknown("normalize", goldenCase) }
    let metric = ExplanationMetric.infidelity(
      .given(try goldenCase.tensor("noise")), samples: try goldenCase.whole("samples"), isScaled: isScaled)
    return ["infidelity": try metric.values(subject.explained(goldenCase.tensor("map")))]
  }

  private func maxSensitivity(_ goldenCase: GoldenCase, _ subject: MetricSubject) throws -> [String: [Double]] {
    let metric = ExplanationMetric.maxSensitivity(
      .given(try goldenCase.tensor("shift")), samples: try goldenCase.whole("samples"))
    let values = try metric.values(
      of: try explanation(goldenCase), on: subject.model, images: subject.images, labels: subject.labels)
    return ["sensitivity": values]
  }

  /// A point for every pixel.
  private func removal(_ goldenCase: GoldenCase, _ subject: MetricSubject) throws -> [String: [Double]] {
    guard goldenCase.params["score"]?.string == "softmax of the label" else { throw unknown("score", goldenCase) }
    let removal = PixelRemoval(
      replacement: .baseline(.uniform(try goldenCase.float("baseline"))), isInsertion: goldenCase.op == "insertion",
      steps: subject.images.shape[2] * subject.images.shape[3])
    let curves = try removal.curves(subject.explained(goldenCase.tensor("map")))
    return ["curve": curves.flatMap(\.scores), "auc": curves.map(\.area)]
  }

  private func discrepancy(_ goldenCase: GoldenCase, _ subject: MetricSubject) throws -> [String: [Double]] {
    guard goldenCase.params["baseline"]?.string == "zero" else { throw unknown("baseline", goldenCase) }
    let others = try goldenCase.input("other").integers
    func discrepancy(_ explanation: Explanation, _ others: [Int]?) throws -> InterpretationDiscrepancy {
      try InterpretationDiscrepancy(
        of: explanation, on: subject.model, images: subject.images, attacked: goldenCase.tensor("adversarial"),
        labels: subject.labels, others: others)
    }
    let found = try discrepancy(integratedGradients(goldenCase), others)
    for (row, isFooled) in found.isFooled.enumerated() where isFooled {
      #expect(found.twoClass[row] >= found.lowerBounds[row], "\(goldenCase.name), image \(row)")
    }
    // The classes that the file names are those that are taken without being told.
    #expect(try discrepancy(.gradient, nil).otherClasses == others, "\(goldenCase.name)")
    func values(_ maps: Tensor) -> [Double] { maps.elements.map { Double($0) } }
    return [
      "discrepancy": found.twoClass, "sum": found.twoClass.map { 2 * $0 }, "one_class": found.oneClass,
      "margin": found.margins, "fooled": [Double(found.isFooled.count { $0 })],
      "clean_true": values(found.maps.cleanLabel), "adv_true": values(found.maps.attackedLabel),
      "clean_other": values(found.maps.cleanOther), "adv_other": values(found.maps.attackedOther),
    ]
  }

  private func completenessGap(_ goldenCase: GoldenCase, _ subject: MetricSubject) throws -> [String: [Double]] {
    ["gap": try subject.explained(goldenCase.tensor("map")).completenessGaps(from: .black)]
  }

  /// The method that a case's words name.
  private func explanation(_ goldenCase: GoldenCase) throws -> Explanation {
    guard let words = goldenCase.params["method"]?.string else { throw unknown("method", goldenCase) }
    if words == "signed gradient" { return .gradient }
    let parts = words.split(separator: ",").map { $0.trimmingPrefix(" ") }
    guard parts.count == 4, parts[0] == "IG", let rule = Self.rules[String(parts[1])], parts[2].hasSuffix(" steps"),
      let steps = Int(parts[2].dropLast(" steps".count)), parts[3] == "zero baseline"
    else { throw unknown("method", goldenCase) }
    return .integratedGradients(steps: steps, rule: rule, tolerance: nil)
  }

  private func integratedGradients(_ goldenCase: GoldenCase) throws -> Explanation {
    .integratedGradients(
      steps: try goldenCase.whole("steps"), rule: try goldenCase.choice("rule", of: Self.rules), tolerance: nil)
  }

  private func unknown(_ setting: String, _ goldenCase: GoldenCase) -> AssayError {
    AssayError(
      .unsupported, "the test does not know what “\(setting)” says", found: "\(goldenCase.params[setting] ?? nil)",
      at: "golden case \(goldenCase.name)")
  }

  /// Compares every expected tensor and every expected number with the output of its role.
  private func mismatches(_ outputs: [String: [Double]], _ goldenCase: GoldenCase) throws -> [GoldenMismatch] {
    let tensors = try goldenCase.compareAll(outputs.mapValues { $0.map { Float($0) } })
    return try tensors
      + goldenCase.expectedValues.keys.sorted().compactMap { role in
        guard let values = outputs[role] else {
          return GoldenMismatch(role: role, "nothing was computed for this role")
        }
        return try goldenCase.compare(values: values, with: role)
      }
  }
}

/// The network, images and labels that a case of the golden metrics names.
private struct MetricSubject {
  let model: Network
  let images: Tensor
  let labels: [Int]

  init(_ goldenCase: GoldenCase, _ digits: GoldenDigits) throws {
    guard let network = goldenCase.params["network"]?.string else {
      throw AssayError(.malformedData, "the case names no network", at: "golden case \(goldenCase.name)")
    }
    model = try digits.network(network)
    (images, labels) = try digits.examples(goldenCase.whole("count"))
  }

  func explained(_ maps: Tensor) throws -> ExplainedMaps {
    try ExplainedMaps(maps, of: model, images: images, labels: labels)
  }
}
