import AssayBase
import AssayNetworks
import AssayTensor

/// A layer of some kind on images small enough for a test, with weights.
struct LayerCase: Sendable, CustomStringConvertible {
  let description: String
  let input: Shape
  let layers: Sequential
  /// Whether without its biases f(2⁻ᵏ·x) is exactly 2⁻ᵏ·f(x) for small whole numbers in x and the weights.
  let isHomogeneous: Bool

  private init(
    _ description: String, _ input: Shape, homogeneous: Bool = false, @SequentialBuilder _ layers: () -> [any Layer]
  ) {
    self.description = description
    self.input = input
    self.layers = Sequential(layers())
    isHomogeneous = homogeneous
  }

  /// Every kind of layer, and the convolutions that go different ways.
  static let all: [LayerCase] = convolutions + products + pools + functions + others

  private static let convolutions: [LayerCase] = [
    LayerCase("convolution of few channels", [3, 6, 7], homogeneous: true) {
      Convolution("a", 3, 5, kernel: 3, padding: 1)
    },
    LayerCase("convolution in tiles of 2×2", [32, 6, 7], homogeneous: true) {
      Convolution("a", 32, 48, kernel: 3, padding: 1)
    },
    LayerCase("convolution of many channels", [40, 5, 4], homogeneous: true) {
      Convolution("a", 40, 33, kernel: 3, padding: 1)
    },
    LayerCase("convolution 1×1", [19, 3, 4], homogeneous: true) { Convolution("a", 19, 17, kernel: 1) },
    LayerCase("strided convolution", [5, 9, 7], homogeneous: true) {
      Convolution("a", 5, 18, kernel: 3, stride: 2, padding: 1)
    },
    LayerCase("dilated convolution", [4, 7, 8], homogeneous: true) {
      Convolution("a", 4, 6, kernel: 3, padding: 2, dilation: 2)
    },
    LayerCase("grouped convolution", [8, 5, 5], homogeneous: true) {
      Convolution("a", 8, 12, kernel: 3, padding: 1, groups: 4)
    },
    LayerCase("depthwise convolution", [18, 5, 6], homogeneous: true) {
      Convolution("a", 18, 18, kernel: 3, padding: 1, groups: 18)
    },
    LayerCase("large kernel", [2, 12, 11], homogeneous: true) {
      Convolution("a", 2, 4, kernel: 7, stride: 4, padding: 3)
    },
    LayerCase("convolution with a rectifier", [4, 6, 6], homogeneous: true) {
      Convolution("a", 4, 20, kernel: 3, padding: 1)
      ReLU()
    },
    LayerCase("rectified tiles of 2×2", [32, 6, 6], homogeneous: true) {
      Convolution("a", 32, 32, kernel: 3, padding: 1)
      ReLU()
    },
    LayerCase("rectified convolution and pooling", [3, 6, 8], homogeneous: true) {
      Convolution("a", 3, 16, kernel: 3, padding: 1)
      ReLU()
      MaxPool(2)
    },
    LayerCase("normalised convolution", [3, 5, 5]) {
      Convolution("a", 3, 7, kernel: 3, padding: 1, bias: false)
      BatchNorm("a.norm", 7)
      ReLU()
    },
  ]

  private static let products: [LayerCase] = [
    LayerCase("dense layer", [37], homogeneous: true) { Linear("a", 37, 11) },
    LayerCase("wide dense layer", [5], homogeneous: true) { Linear("a", 5, 130) },
    LayerCase("flattened image", [3, 4, 5], homogeneous: true) {
      Flatten()
      Linear("a", 60, 7)
    },
    LayerCase("rectified dense layer", [19], homogeneous: true) {
      Linear("a", 19, 33)
      ReLU()
    },
  ]

  private static let pools: [LayerCase] = [
    LayerCase("maxima of 2×2", [16, 6, 4], homogeneous: true) { MaxPool(2) },
    LayerCase("maxima that overlap", [5, 7, 6], homogeneous: true) { MaxPool(3, stride: 2, padding: 1) },
    LayerCase("maxima beyond the rim", [3, 6, 6], homogeneous: true) { MaxPool(3, stride: 2, roundsUp: true) },
    LayerCase("averages of 2×2", [3, 4, 6], homogeneous: true) { AveragePool(2) },
    LayerCase("averages that overlap", [5, 5, 6]) { AveragePool(3, stride: 1, padding: 1) },
    LayerCase("global average", [17, 4, 4], homogeneous: true) { GlobalAveragePool() },
    LayerCase("adaptive average", [3, 5, 7]) { AdaptiveAveragePool(3) },
  ]

  private static let functions: [LayerCase] =
    ([.relu, .leakyReLU(slope: 0.25), .relu6, .silu, .tanh, .sigmoid, .softplus] as [Activation.Function]).map {
      function in
      LayerCase(
        "\(function)", [3, 5, 7], homogeneous: [.relu, .leakyReLU(slope: 0.25), .relu6].contains(function)
      ) { Activation(function) }
    } + [LayerCase("rectifier", [37], homogeneous: true) { ReLU() }]

  private static let others: [LayerCase] = [
    LayerCase("batch norm", [5, 3, 4]) { BatchNorm("a", 5) },
    LayerCase("batch norm of features", [19]) { BatchNorm("a", 19) },
    LayerCase("local response norm", [9, 3, 2]) { LocalResponseNorm(5) },
    LayerCase("pixel normalisation", [3, 4, 5]) { PixelNormalization.imageNet },
    LayerCase("dropout", [23]) { Dropout("a", rate: 0.5) },
    LayerCase("stochastic depth", [3, 2, 2]) { StochasticDepth("a", rate: 0.5) },
    LayerCase("flattening", [3, 4, 5], homogeneous: true) { Flatten() },
    LayerCase("upsampling", [3, 4, 5], homogeneous: true) { Upsample(2) },
    LayerCase("residual", [4, 5, 5], homogeneous: true) { Residual { Convolution("a", 4, 4, kernel: 3, padding: 1) } },
    LayerCase("concatenation", [3, 4, 5], homogeneous: true) {
      Concatenation {
        Convolution("a", 3, 4, kernel: 1)
        MaxPool(3, stride: 1, padding: 1)
      }
    },
    LayerCase("squeeze and excitation", [8, 4, 4]) { SqueezeExcitation("a", 8, squeezed: 3) },
    LayerCase("auxiliary head", [4, 3, 3], homogeneous: true) {
      AuxiliaryHead(lossWeight: 0.5) {
        Flatten()
        Linear("a", 36, 2)
      }
    },
  ]
}

extension LayerCase {
  private static let key = RandomKey(seed: 1009)

  var key: RandomKey { Self.key.derived(description) }

  /// Weights of usual size; variances are positive.
  var parameters: [String: Tensor] {
    parameters { definition in
      let isVariance = definition.name.hasSuffix("running_var")
      return .uniform(isVariance ? 0.5 : -1, 1.5, shape: definition.shape, key: key.derived(definition.name))
    }
  }

  /// Whole numbers of −3 to 3 as weights, and no biases.
  var wholeParameters: [String: Tensor] {
    parameters { $0.name.hasSuffix("bias") ? .zeros($0.shape) : whole($0.shape, key.derived($0.name)) }
  }

  private func parameters(_ make: (ParameterDefinition) -> Tensor) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: layers.parameters.map { ($0.name, make($0)) })
  }

  /// Whole numbers of −3 to 3.
  func whole(_ shape: Shape, _ key: RandomKey) -> Tensor {
    var stream = RandomStream(key)
    return Tensor(shape: shape, elements: (0..<shape.count).map { _ in Float(stream.integer(in: -3...3)) })
  }

  /// `count` images with elements in [−1, 1).
  func images(_ count: Int) -> Tensor {
    .uniform(-1, 1, shape: Shape([count] + input.dimensions), key: key.derived("images"))
  }

  /// What the layers give for images, and the gradients at images and weights from `upstream`, or from ones.
  func results(
    _ images: Tensor, _ parameters: [String: Tensor], upstream: Tensor? = nil,
    mode: LayerContext.Mode = .evaluation, updates: StatisticUpdates? = nil
  ) -> [Tensor] {
    let names = layers.parameters.filter { $0.role == .weight }.map(\.name)
    let (value, pullback) = valueWithPullback(at: [images] + names.compactMap { parameters[$0] }) { inputs in
      let weights = Dictionary(uniqueKeysWithValues: zip(names, inputs.dropFirst()))
      let context = LayerContext(parameters: parameters.merging(weights) { $1 }, mode: mode, updates: updates)
      return layers(inputs[0], context)
    }
    return [value] + pullback(upstream ?? Tensor(repeating: 1, shape: value.shape))
  }

  /// What the frozen layers give for images, and the gradient at the images from `upstream`, or from ones.
  func frozenResults(_ images: Tensor, _ parameters: [String: Tensor], upstream: Tensor? = nil) throws -> [Tensor] {
    let plan = try Plan(input: input, parameters: parameters) { [try layers.lower($0, into: &$1)] }
    let (outputs, gradient) = try plan.outputsAndInputGradient(for: images) { outputs, rows in
      [upstream?.rows(rows) ?? Tensor(repeating: 1, shape: outputs[0].shape)]
    }
    return outputs + [gradient]
  }
}
