import AssayBase
import AssayNetworks
import AssayPerturbations
import AssayTensor

/// The work that there is to time.
enum WorkloadCatalogue {
  /// All of it.
  static let all: [Workload] = [gemm] + network + [pgd] + RobustAccuracyWorkload.all

  /// The workload called `name`.
  ///
  /// - Throws: `AssayError(.unknownName)` that lists those there are.
  static func workload(named name: String) throws -> Workload {
    if let workload = all.first(where: { $0.name == name }) { return workload }
    if let workload = try RobustAccuracyWorkload.parse(name) { return workload }
    let names = all.map(\.name)
    throw AssayError(
      .unknownName, "there is no such workload", expected: names.joined(separator: ", "), found: "“\(name)”",
      at: "--workload", advice: NearestName.advice(for: name, among: names))
  }

  private static let key = RandomKey(seed: 0)

  private static var gemm: Workload {
    let side = 2048
    return Workload(
      name: "gemm/\(side)", about: "one \(side)×\(side)×\(side) matrix product; items are GFLOP",
      items: 2 * Double(side) * Double(side) * Double(side) / 1e9
    ) {
      let a = Tensor.uniform(-1, 1, shape: [side, side], key: key.derived("a"))
      let b = Tensor.uniform(-1, 1, shape: [side, side], key: key.derived("b"))
      return { _ = a.matrixProduct(b) }
    }
  }

  private static let batch = 128

  private static func images(_ count: Int) -> Tensor {
    .uniform(0, 1, shape: [count, 1, 28, 28], key: key.derived("images"))
  }

  private static var labels: [Int] {
    var stream = RandomStream(key.derived("labels"))
    return (0..<batch).map { _ in Int(stream.integer(below: 10)) }
  }

  private static var network: [Workload] {
    let items = Double(batch)
    return [
      Workload(name: "mnist-cnn/forward", about: "logits of \(batch) images of 28×28", items: items) {
        let (model, images) = (try Network(.mnist(), key: key).frozen(), images(batch))
        return { _ = try model.logits(for: images) }
      },
      Workload(
        name: "mnist-cnn/input-gradient", about: "cross-entropy's gradient at the pixels of \(batch) images",
        items: items
      ) {
        let (model, images, labels) = (try Network(.mnist(), key: key).frozen(), images(batch), labels)
        return {
          _ = try model.logitsAndInputGradient(for: images) { logits, rows in
            logits.crossEntropy(labels: Array(labels[rows])).gradient
          }
        }
      },
      Workload(
        name: "mnist-cnn/train", about: "forwards with dropout, and all gradients of the weights, of \(batch) images",
        items: items
      ) {
        let (model, images, labels) = (Network(.mnist(), key: key), images(batch), labels)
        let names = model.parameterNames
        return {
          _ = valueAndGradient(at: names.compactMap { model.parameters[$0] }) { weights in
            let parameters = Dictionary(uniqueKeysWithValues: zip(names, weights))
            return model(images, parameters: parameters, mode: .training(key)).crossEntropy(labels: labels).mean()
          }
        }
      },
    ]
  }

  private static var pgd: Workload {
    let count = 1000
    return Workload(
      name: "pgd40/mnist-cnn", about: "PGD ℓ∞ 8/255, all 40 steps for each of \(count) images", items: Double(count)
    ) {
      let (network, images) = (Network(.mnist(), key: key), images(count))
      let model = AttackedModel(itself: network, frozen: try network.frozen())
      let labels = try network.logits(for: images).labels
      let attack = Attack(
        ProjectedGradient(
          name: "PGD", ball: .linf(8 / 255), steps: 40, stepSize: 2 / 255, restarts: 1, start: .random,
          target: .anyOther, stopsWhenFooled: false))
      return { _ = try attack.run(on: model, images: images, labels: labels, key: key) }
    }
  }
}
