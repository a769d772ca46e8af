import AssayNetworks

/// What can be timed of the model that `--model` names: how long it takes to load, and what it is asked for.
struct ModelWorkloads {
  private let model: ModelArgument
  private let batch: Int

  /// The workloads of `model`, on `batch` random images at a time.
  init(_ model: ModelArgument, batch: Int) {
    (self.model, self.batch) = (model, batch)
  }

  /// Loading, preparing for many evaluations, and what networks are timed on.
  var workloads: [Workload] {
    let model = model
    let load = Workload(name: "load", about: "read \(model.text)", items: 1) { { _ = try model.network() } }
    let freeze = Workload(name: "freeze", about: "prepare the network for many evaluations", items: 1) {
      let network = try model.network()
      return { _ = try network.frozen() }
    }
    return [load, freeze] + NetworkWorkloads(batch: batch) { try model.network() }.workloads
  }
}
