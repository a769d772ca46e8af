import AssayBase
import AssayCheck
import AssayDatasets
import AssayNetworks
import AssayTensor

extension Generator where Value == Network {
  /// Small random networks that take images of a shape and tell classes apart: to test what must hold of every model.
  ///
  ///     try await forAll(.network(input: [1, 8, 8], classes: 10), .image(size: …)) { network, image in
  ///       try #expect(network.frozen().label(of: image) == network.label(of: image))
  ///     }
  ///
  /// Up to `depth` hidden layers, 3×3 convolutions (some with pooling) before dense ones, each with a rectifier and up to
  /// `width` channels or neurons; images of more than 4,096 values are averaged before the first dense layer. Weights
  /// are random, of a seed (five in eight), small whole numbers, all 1, or all 0. Shrinks to fewer layers, dense ones,
  /// narrower ones, and to weights of 0. A network is made in well under a millisecond.
  ///
  /// Throws ``AssayError`` when drawn from if the input is no image, or there are no classes, or a range is impossible.
  public static func network(
    input: Shape, classes: Int, depth: ClosedRange<Int> = 0...3, width: ClosedRange<Int> = 1...16
  ) -> Generator<Network> {
    Generator { source in
      guard input.rank == 3, input.count > 0, classes > 0, depth.lowerBound >= 0, width.lowerBound > 0 else {
        throw AssayError(
          .invalidArgument, "there is no network of this description",
          expected: "an input of channels × height × width, a class, a depth from 0 and a width from 1",
          found: "input \(input), \(classes) classes, depth \(depth), width \(width)",
          advice: "Write such as `.network(input: [1, 8, 8], classes: 10)`")
      }
      let layers = try source.part("layers") { try RandomLayers(input: input, depth: depth, width: width, from: &$0) }
      let architecture = layers.architecture(classes: classes)
      return try RandomWeights(from: &source).network(architecture)
    }
  }

  /// Small random networks for the images and classes of a data set; see ``Generator/network(input:classes:depth:width:)``.
  public static func network(
    for data: Dataset, depth: ClosedRange<Int> = 0...3, width: ClosedRange<Int> = 1...16
  ) -> Generator<Network> {
    let size = data.imageSize
    return network(
      input: [size.channels, size.height, size.width], classes: data.classNames.count, depth: depth, width: width)
  }
}

/// The hidden layers of a random network.
private struct RandomLayers {
  private var layers: [any Layer] = []
  private var shape: Shape
  private let input: Shape

  /// The most values that a dense layer takes from an image.
  private static let mostFeatures = 4096

  init(input: Shape, depth: ClosedRange<Int>, width: ClosedRange<Int>, from source: inout ChoiceSource) throws {
    self.input = input
    shape = input
    var count = 0
    while count < depth.upperBound {
      let isWanted = count < depth.lowerBound ? true : try source.boolean(probability: 0.6)
      guard isWanted else { break }
      count += 1
      try source.part("layer") { source in
        let kind = try source.integer(in: 0...2, spread: .even)
        append(kind, width: try source.integer(in: width), number: count)
      }
    }
  }

  /// Appends a dense layer, or a convolution without or with pooling while there is still an image.
  private mutating func append(_ kind: Int, width: Int, number: Int) {
    guard kind > 0, shape.rank == 3 else {
      flatten()
      append(Linear("fc\(number)", shape[0], width), giving: [width])
      append(ReLU(), giving: shape)
      return
    }
    append(
      Convolution("conv\(number)", shape[0], width, kernel: 3, padding: 1), giving: [width, shape[1], shape[2]])
    append(ReLU(), giving: shape)
    if kind == 2, shape[1] >= 2, shape[2] >= 2 { append(MaxPool(2), giving: [width, shape[1] / 2, shape[2] / 2]) }
  }

  private mutating func append(_ layer: some Layer, giving output: Shape) {
    layers.append(layer)
    shape = output
  }

  private mutating func flatten() {
    guard shape.rank == 3 else { return }
    if shape.count > Self.mostFeatures { append(GlobalAveragePool(), giving: [shape[0], 1, 1]) }
    append(Flatten(), giving: [shape.count])
  }

  func architecture(classes: Int) -> Architecture {
    var all = self
    all.flatten()
    all.append(Linear("out", all.shape[0], classes), giving: [classes])
    let body = Sequential(all.layers)
    return Architecture("random", input: input, classes: classes) { body }
  }
}

/// How the weights of a random network are chosen.
private struct RandomWeights {
  private enum Rule { case zeros, ones, whole, random }

  private let rule: Rule
  private let seed: Int

  init(from source: inout ChoiceSource) throws {
    switch try source.integer(in: 0...7, spread: .even) {
    case 0: rule = .zeros
    case 1: rule = .ones
    case 2: rule = .whole
    default: rule = .random
    }
    seed = rule == .zeros || rule == .ones ? 0 : try source.integer(in: 0...65_535, spread: .even)
  }

  func network(_ architecture: Architecture) throws -> Network {
    let key = RandomKey(seed: UInt64(seed)).derived("network")
    if rule == .random { return named(Network(architecture, key: key)) }
    var parameters: [String: Tensor] = [:]
    for definition in architecture.body.parameters {
      parameters[definition.name] =
        switch rule {
        case .zeros, .random: .zeros(definition.shape)
        case .ones: Tensor(repeating: 1, shape: definition.shape)
        case .whole: whole(definition.shape, key.derived(definition.name))
        }
    }
    return named(try Network(architecture, parameters: parameters))
  }

  /// Numbers from −2 to 2.
  private func whole(_ shape: Shape, _ key: RandomKey) -> Tensor {
    var stream = RandomStream(key)
    return Tensor(shape: shape, elements: (0..<shape.count).map { _ in Float(stream.integer(in: -2...2)) })
  }

  private func named(_ network: Network) -> Network {
    let words =
      switch rule {
      case .zeros: "all weights 0"
      case .ones: "all weights 1"
      case .whole: "whole weights of seed \(seed)"
      case .random: "random weights of seed \(seed)"
      }
    return network.with(parameters: network.parameters, metadata: ["weights": words])
  }
}
