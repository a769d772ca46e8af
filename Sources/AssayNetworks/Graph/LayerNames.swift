/// Gives the layers of a graph names, each its own.
struct LayerNames {
  private var taken: Set<String> = []
  private var counts: [String: Int] = [:]

  /// The name of the layer's parameters where it has some; otherwise what it does, counted: "relu2".
  mutating func name(for node: PlanNode) -> String {
    let word = node.operation.word
    switch node.operation {
    case .add, .concatenate, .scaleChannels, .flatten, .activation, .maxPool, .averagePool: break
    case .convolution, .linear, .affine, .layer:
      if !node.scope.isEmpty, taken.insert(node.scope).inserted { return node.scope }
    }
    while true {
      counts[word, default: 0] += 1
      let name = word + "\(counts[word, default: 1])"
      if taken.insert(name).inserted { return name }
    }
  }
}

extension PlanOperation {
  /// What the operation does, in a word for names.
  fileprivate var word: String {
    switch self {
    case .convolution: "conv"
    case .linear: "linear"
    case .affine: "affine"
    case .activation(let function): function.word
    case .maxPool: "maxpool"
    case .averagePool: "avgpool"
    case .add: "add"
    case .concatenate: "concat"
    case .scaleChannels: "scale"
    case .flatten: "flatten"
    case .layer(let layer): "\(type(of: layer))".lowercased()
    }
  }
}

extension Activation.Function {
  /// The title in one small word: "relu", "leakyrelu".
  fileprivate var word: String {
    switch self {
    case .leakyReLU: "leakyrelu"
    default: title.lowercased()
    }
  }
}
