import AssayBase
import AssayDatasets
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor

/// Attacks on networks that the peers attack too.
enum AttackWorkloads {
  static let all = [pgd, apgd, square, carliniWagner, autoAttack]

  private static let key = RandomKey(seed: 0)
  private static let ball = PerturbationBall.linf(8 / 255)

  private static var pgd: Workload {
    onMNIST("pgd40/mnist-cnn", "PGD ℓ∞ 8/255, all 40 steps for each of", count: 1_000, gradients: 40) {
      Attack(
        ProjectedGradient(
          name: "PGD", ball: ball, steps: 40, stepSize: 2 / 255, start: .random, target: .anyOther,
          stopsWhenFooled: false))
    }
  }

  private static var apgd: Workload {
    onMNIST("apgd20/mnist-cnn", "APGD-CE ℓ∞ 8/255, all 20 steps for each of", count: 1_000, gradients: 21) {
      Attack(
        AutoProjectedGradient(ball: ball, steps: 20, loss: .crossEntropy, rho: 0.75, stopsWhenFooled: false))
    }
  }

  private static var square: Workload {
    onMNIST("square500/mnist-cnn", "Square ℓ∞ 8/255, 500 queries, on", count: 250, queries: 500) {
      .square(ball, queries: 500)
    }
  }

  private static var carliniWagner: Workload {
    onMNIST(
      "cw100/mnist-cnn", "Carlini-Wagner ℓ2, c 1, all 100 steps of 0.01 for each of", count: 250, gradients: 100
    ) {
      var search = CarliniWagner(steps: 100, searches: 1, weight: 1, stepSize: 0.01, confidence: 0)
      (search.halvings, search.shortensSteps) = (0, false)
      return Attack(search)
    }
  }

  private static var autoAttack: Workload {
    Workload(
      name: "autoattack/digits-robust",
      about: "AutoAttack ℓ∞ 0.2 on the robust reference network; needs ASSAY_GOLDEN_DIR",
      items: Double(ReferenceDigits.count)
    ) {
      let network = try Network(
        checkpoint: ReferenceDigits.file("digits_cnn_robust.safetensors"), architecture: .digitsSmall)
      let model = try AttackedModel(network)
      let data = try ReferenceDigits.dataset()
      let batch = ExampleBatch(try data.examples(at: Array(0..<data.count)))
      return {
        _ = try Attack.autoAttack(.linf(0.2)).run(on: model, images: batch.images, labels: batch.labels, key: key)
      }
    }
  }

  /// An attack on random images and the small MNIST network with random weights, labelled as the network sees them.
  private static func onMNIST(
    _ name: String, _ about: String, count: Int, gradients: Int = 0, queries: Int = 0,
    _ attack: @escaping @Sendable () -> Attack
  ) -> Workload {
    Workload(
      name: name, about: "\(about) \(count) images", items: Double(count),
      operations: {
        let forward = try 2 * Double(count) * Double(Architecture.mnist().body.multiplyAdds(for: [1, 28, 28]))
        return forward * Double(2 * gradients + queries)
      }
    ) {
      let network = Network(.mnist(), key: key)
      let images = Tensor.uniform(0, 1, shape: [count, 1, 28, 28], key: key.derived("images"))
      let model = try AttackedModel(network)
      let labels = try network.logits(for: images).labels
      let attack = attack()
      return { _ = try attack.run(on: model, images: images, labels: labels, key: key) }
    }
  }
}
