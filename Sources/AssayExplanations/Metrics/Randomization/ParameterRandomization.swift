import AssayBase
import AssayNetworks
import AssayTensor

/// How alike maps stay when the network's weights are replaced by random ones (Adebayo et al. 2018).
///
/// A map that hardly changes shows the image rather than what the network learnt. Costs one explanation a layer and image.
public struct ParameterRandomization: Sendable {
  /// Which layers are random at once.
  public enum Order: String, Sendable, Hashable, CaseIterable {
    /// All from the logits down to a layer: the cascade.
    case cascading
    /// One layer alone.
    case independent
  }

  /// How alike the maps are once a layer is random, and in a cascade all behind it.
  public struct Layer: Sendable, Equatable {
    /// The layer: what the names of its parameters begin with.
    public let name: String
    /// The similarity of each image's map to that of the trained network.
    public let similarities: [Double]
  }

  /// Which layers are random at once.
  public var order: Order
  /// How maps are compared.
  public var similarity: MapSimilarity
  /// Whether magnitudes are compared rather than signed values; the paper does both.
  public var usesMagnitudes: Bool
  /// The seed of the random weights, which are drawn as before training.
  public var seed: UInt64

  /// Makes a test.
  public init(
    _ order: Order = .cascading, similarity: MapSimilarity = .spearman, usesMagnitudes: Bool = false, seed: UInt64 = 0
  ) {
    (self.order, self.similarity, self.usesMagnitudes, self.seed) = (order, similarity, usesMagnitudes, seed)
  }

  /// The similarities after each layer, from the logits down.
  ///
  /// Parameters of a layer that training does not move, such as running statistics, start anew with it.
  ///
  /// - Throws: `AssayError(.unsupported)` unless the model is a ``Network`` and the maps came with their method.
  public func layers(_ explained: ExplainedMaps) throws -> [Layer] {
    guard let network = explained.subject.original as? Network else {
      throw AssayError(
        .unsupported, "weights are randomised in networks of ours", expected: "a Network",
        found: "\(type(of: explained.subject.original))", at: explained.subject.original.name)
    }
    let method = try explained.method(for: description)
    let random = Network(network.architecture, key: RandomKey(seed: seed).derived("randomization")).parameters
    let trained = usesMagnitudes ? explained.maps.absolute() : explained.maps
    var replaced: Set<String> = []
    return try Self.groups(of: network).reversed().map { group in
      replaced = order == .cascading ? replaced.union(group.names) : Set(group.names)
      let parameters = network.parameters.merging(random.filter { replaced.contains($0.key) }) { $1 }
      let subject = ExplainedModel(network.with(parameters: parameters))
      let maps = try method.maps(of: subject, images: explained.images, scores: explained.scores)
      let values = try similarity.values(trained, usesMagnitudes ? maps.absolute() : maps)
      return Layer(name: group.name, similarities: values)
    }
  }

  /// The parameters of each layer with weights, in the order of the network.
  private static func groups(of network: Network) -> [(name: String, names: [String])] {
    var groups: [(name: String, names: [String])] = []
    for name in network.parameterNames {
      let layer = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
      if groups.last?.name == layer {
        groups[groups.count - 1].names.append(name)
      } else {
        groups.append((layer, [name]))
      }
    }
    let weights = Set(network.weightNames)
    return groups.filter { $0.names.contains { weights.contains($0) } }
  }
}

extension ParameterRandomization: MapMeasure {
  /// As "cascading randomisation (Spearman’s ρ)".
  public var description: String {
    "\(order.rawValue) randomisation (\(similarity)\(usesMagnitudes ? " of magnitudes" : ""))"
  }

  package var preference: MetricPreference { .smaller }

  package func validate() {}

  /// The mean over the layers of each image's similarity.
  package func values(_ explained: ExplainedMaps) throws -> [Double] {
    let layers = try layers(explained)
    return (0..<explained.count).map { row in
      layers.reduce(0) { $0 + $1.similarities[row] } / Double(max(1, layers.count))
    }
  }
}
