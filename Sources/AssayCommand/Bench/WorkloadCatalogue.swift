import AssayBase
import AssayNetworks
import AssayPerturbations
import AssayTensor

/// The work that there is to time.
enum WorkloadCatalogue {
  /// All of it.
  static let all: [Workload] =
    [gemm] + NetworkWorkloads.all.flatMap(\.workloads) + [pgd] + RobustAccuracyWorkload.all + PictureWorkloads.all

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
      items: 2 * Double(side) * Double(side) * Double(side) / 1e9,
      operations: { 2 * Double(side) * Double(side) * Double(side) }
    ) {
      let a = Tensor.uniform(-1, 1, shape: [side, side], key: key.derived("a"))
      let b = Tensor.uniform(-1, 1, shape: [side, side], key: key.derived("b"))
      return { _ = a.matrixProduct(b) }
    }
  }

  private static var pgd: Workload {
    let count = 1000
    return Workload(
      name: "pgd40/mnist-cnn", about: "PGD ℓ∞ 8/255, all 40 steps for each of \(count) images", items: Double(count),
      operations: { try 2 * 2 * 40 * Double(count) * Double(Architecture.mnist().body.multiplyAdds(for: [1, 28, 28])) }
    ) {
      let network = Network(.mnist(), key: key)
      let images = Tensor.uniform(0, 1, shape: [count, 1, 28, 28], key: key.derived("images"))
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
