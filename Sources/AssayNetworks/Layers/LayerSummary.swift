import AssayTensor

/// One line of a network's summary: a layer, what it gives and what it costs.
public struct LayerSummary: Sendable, Equatable {
  /// The name of the layer's parameters without their last part ("layer1.0.conv1"); empty for a layer without.
  public let name: String
  /// What the layer is ("Convolution 3×3, stride 2").
  public let kind: String
  /// The shape of one example behind it.
  public let outputShape: Shape
  /// The number of weights, without running statistics.
  public let parameterCount: Int
  /// The number of multiply-adds for one example.
  public let multiplyAdds: Int
  /// How many branching layers it is inside.
  public var depth: Int

  /// A layer that has no layers inside.
  init(_ layer: some Layer, on input: Shape) throws {
    name = Self.commonName(layer.parameters)
    kind = layer.kind
    outputShape = try layer.outputShape(for: input)
    parameterCount = layer.parameters.weightCount
    multiplyAdds = try layer.multiplyAdds(for: input)
    depth = 0
  }

  /// A step of a graph.
  init(name: String, kind: String, output: Shape, parameters: Int, multiplyAdds: Int) {
    self.name = name
    self.kind = kind
    outputShape = output
    parameterCount = parameters
    self.multiplyAdds = multiplyAdds
    depth = 0
  }

  /// A layer whose weights and costs are those of the lines below it.
  init(branching kind: String, output: Shape) {
    name = ""
    self.kind = kind
    outputShape = output
    parameterCount = 0
    multiplyAdds = 0
    depth = 0
  }

  /// The parts between dots that all names share, without the last one.
  static func commonName(_ parameters: [ParameterDefinition]) -> String {
    let names = parameters.map { $0.name.split(separator: ".").dropLast() }
    guard var common = names.first else { return "" }
    for name in names { common = ArraySlice(zip(common, name).prefix { $0 == $1 }.map(\.0)) }
    return common.joined(separator: ".")
  }
}

extension Sequence<LayerSummary> {
  /// The lines inside a branching layer.
  func nested() -> [LayerSummary] {
    map { line in
      var line = line
      line.depth += 1
      return line
    }
  }
}
