import AssayBase
import AssayNetworks
import AssayPerturbations
import AssayTensor

/// Logits, input gradients and steps of training of one network on random images.
struct NetworkWorkloads {
  /// What stands before the names of the workloads: "resnet18/", or nothing.
  private let prefix: String
  private let batch: Int
  private let makeNetwork: @Sendable () throws -> Network

  /// The networks that the peers are measured on, with random weights; each with the peers' batch unless `batch` is given.
  ///
  /// Among them one of small images, and one image that all threads share.
  static func all(batch: Int? = nil) -> [NetworkWorkloads] { builtIn.map { $0.with(batch: batch) } }

  private static let builtIn: [NetworkWorkloads] = [
    NetworkWorkloads("mnist-cnn", batch: 128) { .mnist() },
    NetworkWorkloads("small", batch: 50) { .small() },
    NetworkWorkloads("chest-cnn", batch: 32) { .chest(logits: 2) },
    NetworkWorkloads("alexnet", batch: 16) { .alexNet() },
    NetworkWorkloads("resnet18", batch: 8) { .resnet18() },
    NetworkWorkloads("resnet18-single", batch: 1) { .resnet18() },
    NetworkWorkloads("resnet18-64", batch: 8) { .resnet18(input: [3, 64, 64]) },
    NetworkWorkloads("resnet50", batch: 4) { .resnet50() },
    NetworkWorkloads("efficientnet-b0", batch: 8) { .efficientNet(.b0) },
    NetworkWorkloads("darknet53", batch: 4) { .darkNet53(input: [3, 224, 224]) },
  ]

  private init(_ name: String, batch: Int, _ architecture: @escaping @Sendable () -> Architecture) {
    self.init("\(name)/", batch: batch) { Network(architecture(), key: Self.key) }
  }

  /// The workloads of any network, on `batch` images at a time.
  init(_ prefix: String = "", batch: Int, network: @escaping @Sendable () throws -> Network) {
    (self.prefix, self.batch, makeNetwork) = (prefix, batch, network)
  }

  private func with(batch: Int?) -> NetworkWorkloads {
    NetworkWorkloads(prefix, batch: batch ?? self.batch, network: makeNetwork)
  }

  /// The three workloads of the network.
  var workloads: [Workload] {
    [
      workload("forward", "logits", passes: 1) { network, images, _ in
        let model = try (consume network).frozen()
        return { _ = try model.logits(for: images) }
      },
      workload("input-gradient", "cross-entropy's gradient at the pixels", passes: 2) { network, images, labels in
        let model = try (consume network).frozen()
        return {
          _ = try model.logitsAndInputGradient(for: images) { logits, rows in
            logits.crossEntropy(labels: Array(labels[rows])).gradient
          }
        }
      },
      workload("train", "forwards in training mode, and all gradients of the weights", passes: 3) {
        network, images, labels in
        let names = network.weightNames
        return {
          _ = valueAndGradient(at: names.compactMap { network.parameters[$0] }) { weights in
            let parameters = Dictionary(uniqueKeysWithValues: zip(names, weights))
            return network(images, parameters: parameters, mode: .training(Self.key), updates: StatisticUpdates())
              .crossEntropy(labels: labels).mean()
          }
        }
      },
    ]
  }

  private static let key = RandomKey(seed: 0)

  private func workload(
    _ part: String, _ about: String, passes: Double,
    _ prepare: @escaping @Sendable (consuming Network, Tensor, [Int]) throws -> Workload.Body
  ) -> Workload {
    let (batch, makeNetwork) = (batch, makeNetwork)
    let items = Double(batch)
    return Workload(
      name: prefix + part, about: "\(about), of \(batch) image\(batch == 1 ? "" : "s")", items: items,
      operations: { try 2 * passes * items * Double(makeNetwork().architecture.multiplyAdds) }
    ) {
      let network = try makeNetwork()
      let shape = Shape([batch] + network.inputShape.dimensions)
      let images = Tensor.uniform(0, 1, shape: shape, key: Self.key.derived("images"))
      var stream = RandomStream(Self.key.derived("labels"))
      let labels = (0..<batch).map { _ in Int(stream.integer(below: UInt64(network.classCount))) }
      return try prepare(consume network, images, labels)
    }
  }
}
