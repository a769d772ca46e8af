import AssayExplanations
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Testing

/// The network, images and labels that a case of the golden explanations names.
struct Subject {
  let model: any DifferentiableClassifier
  let images: Tensor
  let labels: [Int]

  /// nil when the case explains another score than that of the label.
  init?(_ goldenCase: GoldenCase, _ digits: GoldenDigits) throws {
    guard let network = goldenCase.params["network"]?.string, let count = goldenCase.params["count"]?.int,
      goldenCase.params["target"]?.string == "label"
    else { return nil }
    model = try digits.network(network)
    (images, labels) = try digits.examples(count)
  }

  func maps(_ explanation: Explanation) throws -> Tensor {
    try explanation.maps(of: model, images: images, labels: labels)
  }

  /// The scores of the labels for `images`.
  func scores(_ images: Tensor) throws -> [Float] {
    try model.scores(for: images, ExplainedScores(of: labels)).elements
  }

  /// Checks the cases of `ops` of the golden explanations, each with its subject.
  static func check(_ ops: Set<String>, _ body: (GoldenCase, Subject) throws -> [GoldenMismatch]?) throws {
    guard let file = try GoldenFile.load("explanations"), let digits = try GoldenDigits.load() else { return }
    let failures = file.check(claiming: ops) { goldenCase in
      guard let subject = try Subject(goldenCase, digits) else { return nil }
      return try body(goldenCase, subject)
    }
    #expect(failures == [])
  }
}
