import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayPerturbations
import AssayTensor
import AssayTestSupport

/// The network, images and labels that a case of the golden attacks names.
struct AttackSubject {
  let model: AttackedModel
  let images: Tensor
  let labels: [Int]
  /// All test images that the network gets right: where attacks by labels alone may begin.
  let pool: Tensor

  /// Runs `body` on every case of some ops with its subject; gives the failures.
  static func check(
    _ ops: Set<String>, _ body: (GoldenCase, AttackSubject) throws -> [GoldenMismatch]?
  ) throws -> [String] {
    guard let file = try GoldenFile.load("attacks"), let digits = try GoldenDigits.load() else { return [] }
    return file.check(claiming: ops) { goldenCase in
      guard let subject = try AttackSubject(goldenCase, digits) else { return nil }
      return try body(goldenCase, subject)
    }
  }

  init?(_ goldenCase: GoldenCase, _ digits: GoldenDigits) throws {
    guard let name = goldenCase.params["network"]?.string, let count = goldenCase.params["count"]?.int else {
      return nil
    }
    let network = try digits.network(name)
    model = AttackedModel(itself: network, frozen: try network.frozen())
    (images, labels) = try digits.examples(count)
    let (all, truth) = try digits.examples()
    pool = all.rows(zip(try network.logits(for: all).labels, truth).enumerated().filter { $1.0 == $1.1 }.map(\.offset))
  }

  /// Attacks every image, right or wrong, to the last step: so the golden figures were made.
  func attacked(by attack: some AttackAlgorithm, images: Tensor? = nil, labels: [Int]? = nil) throws -> Tensor {
    try attack.perturb(batch(images: images, labels: labels), model).images
  }

  /// All examples, with keys.
  var batch: AttackBatch { batch() }

  /// All examples, with keys; with other images or labels, if given.
  private func batch(images: Tensor? = nil, labels: [Int]? = nil) -> AttackBatch {
    let key = RandomKey(seed: 0)
    return AttackBatch(
      images: images ?? self.images, labels: labels ?? self.labels, keys: self.labels.indices.map { key.derived($0) })
  }

  /// What the golden file says of attacked images: logits, flags, losses of the labels and distances of each.
  ///
  /// With `goals`, success is to reach them.
  func outputs(of adversarial: Tensor, goals: [Int]?) throws -> [String: [Float]] {
    let logits = try model.itself.logits(for: adversarial)
    let success = zip(logits.labels, goals ?? labels).map { goals == nil ? $0 != $1 : $0 == $1 }
    let change = adversarial - images
    return [
      "adversarial": adversarial.elements, "adversarial_logits": logits.values.elements,
      "success": success.map { $0 ? 1 : 0 },
      "distance_l2": change.squared().sumPerExample().squareRoot().elements,
      "distance_l1": change.absolute().sumPerExample().elements,
      "distance_linf": change.absolute().flattened().rowMaxima,
      "final_ce": logits.crossEntropy(labels: labels).losses,
    ]
  }

  /// The share of all images that stay classified correctly, and its relatives.
  func rates(_ outputs: [String: [Float]]) -> [String: Double] {
    func mean(_ role: String) -> Double {
      let values = outputs[role] ?? []
      return values.reduce(0) { $0 + Double($1) } / Double(values.count)
    }
    return [
      "success_rate": mean("success"), "robust_accuracy": 1 - mean("success"), "mean_final_ce": mean("final_ce"),
    ]
  }
}

extension Tensor {
  /// The largest element of each row of a matrix.
  fileprivate var rowMaxima: [Float] {
    let elements = elements
    return (0..<shape[0]).map { elements[$0 * shape[1]..<($0 + 1) * shape[1]].max() ?? 0 }
  }
}
