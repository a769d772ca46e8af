import AssayNetworks
import AssayTensor

/// A layer of a user's own, with parameters and no plan step: x · scale + shift for each channel, then its square.
struct SquaredScale: Layer {
  let name: String
  let channels: Int

  var parameters: [ParameterDefinition] {
    [
      ParameterDefinition("\(name).scale", shape: [1, channels, 1, 1], initialization: .constant(0.7)),
      ParameterDefinition("\(name).shift", shape: [1, channels, 1, 1], initialization: .uniform(fanIn: 4)),
    ]
  }

  func outputShape(for input: Shape) -> Shape { input }

  func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    (input * context.parameter("\(name).scale") + context.parameter("\(name).shift")).squared()
  }
}

/// Flattens a value that a padded convolution, whose result nobody reads, has seen before: so it lies inside a margin.
struct Detour: Layer {
  let ignored: Convolution

  var parameters: [ParameterDefinition] { ignored.parameters }

  func outputShape(for input: Shape) -> Shape { [input.count] }

  func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input.flattened() }

  func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    _ = try ignored.lower(input, into: &plan)
    return try Flatten().lower(input, into: &plan)
  }
}

/// Networks in which layers follow one another in every way that a frozen plan treats apart.
struct ArchitectureCase: Sendable, CustomStringConvertible {
  let architecture: Architecture
  var description: String { architecture.name }

  private init(
    _ name: String, input: Shape = [3, 9, 7], classes: Int = 5, @SequentialBuilder _ layers: () -> [any Layer]
  ) {
    architecture = Architecture(name, input: input, classes: classes, layers)
  }

  static let all: [ArchitectureCase] = convolutional + dense

  private static let convolutional: [ArchitectureCase] = [
    ArchitectureCase("no padding") {
      Convolution("a", 3, 6, kernel: 3)
      ReLU()
      Convolution("b", 6, 4, kernel: 2)
      Flatten()
      Linear("c", 4 * 6 * 4, 5)
    },
    ArchitectureCase("strides") {
      Convolution("a", 3, 8, kernel: 3, stride: 2, padding: 1)
      ReLU()
      Convolution("b", 8, 6, kernel: 3, stride: 2, padding: 1)
      ReLU()
      Flatten()
      Linear("c", 6 * 3 * 2, 5)
    },
    ArchitectureCase("average pools") {
      Convolution("a", 3, 6, kernel: 3, padding: 1)
      ReLU()
      AveragePool(2)
      Convolution("b", 6, 7, kernel: 3, padding: 1, bias: false)
      AveragePool(3, stride: 1, padding: 1)
      GlobalAveragePool()
      Flatten()
      Linear("c", 7, 5)
    },
    ArchitectureCase("overlapping maxima") {
      Convolution("a", 3, 5, kernel: 3, padding: 1)
      ReLU()
      MaxPool(3, stride: 2, padding: 1)
      Convolution("b", 5, 6, kernel: 3, padding: 2)
      MaxPool(3, stride: 1)
      Flatten()
      Linear("c", 6 * 5 * 4, 5)
    },
    ArchitectureCase("tiling maxima that leave a rim") {
      Convolution("a", 3, 5, kernel: 3, padding: 1)
      ReLU()
      MaxPool(2)
      Convolution("b", 5, 17, kernel: 3, padding: 1)
      ReLU()
      MaxPool(2)
      Flatten()
      Linear("c", 17 * 2, 5)
    },
    ArchitectureCase("rectifier behind pooling") {
      Convolution("a", 3, 6, kernel: 3, padding: 1)
      MaxPool(2)
      ReLU()
      Convolution("b", 6, 4, kernel: 3, padding: 1)
      AveragePool(2)
      ReLU()
      Flatten()
      Linear("c", 4 * 2, 5)
    },
    ArchitectureCase("a layer of one's own") {
      SquaredScale(name: "first", channels: 3)
      Convolution("a", 3, 6, kernel: 3, padding: 1)
      SquaredScale(name: "second", channels: 6)
      Convolution("b", 6, 4, kernel: 3, stride: 2, padding: 1)
      Activation(.tanh)
      MaxPool(2)
      SquaredScale(name: "third", channels: 4)
      Flatten()
      Linear("c", 4 * 2 * 2, 5)
    },
    ArchitectureCase("groups and dilation") {
      Convolution("a", 3, 6, kernel: 3, padding: 2, dilation: 2, groups: 3)
      ReLU()
      Convolution("b", 6, 6, kernel: 3, padding: 1, groups: 6)
      Activation(.silu)
      Convolution("c", 6, 5, kernel: 1)
      GlobalAveragePool()
      Flatten()
    },
    ArchitectureCase("rectifier first and twice") {
      ReLU()
      Convolution("a", 3, 4, kernel: 3, padding: 1)
      ReLU()
      ReLU()
      MaxPool(2)
      Dropout("d", rate: 0.5)
      Flatten()
      ReLU()
      Linear("c", 4 * 4 * 3, 5)
    },
  ]

  private static let dense: [ArchitectureCase] = [
    ArchitectureCase("dense layers") {
      Flatten()
      Linear("a", 189, 33)
      ReLU()
      Dropout("d", rate: 0.3)
      Linear("b", 33, 18, bias: false)
      ReLU()
      ReLU()
      Linear("c", 18, 5)
    },
    ArchitectureCase("flattened from a padded value") {
      Convolution("a", 3, 6, kernel: 3, padding: 1)
      ReLU()
      Detour(ignored: Convolution("b", 6, 2, kernel: 5, padding: 2))
      ReLU()
      Linear("c", 378, 5)
    },
    ArchitectureCase("padded images flattened") {
      Detour(ignored: Convolution("b", 3, 2, kernel: 3, padding: 1))
      Linear("c", 189, 5)
    },
    ArchitectureCase("functions of flattened images") {
      Convolution("a", 3, 3, kernel: 3, padding: 1)
      Activation(.softplus)
      Flatten()
      Activation(.sigmoid)
      Linear("c", 189, 5)
    },
    ArchitectureCase("flattened image as logits", input: [5, 1, 1]) {
      Convolution("a", 5, 5, kernel: 1)
      Flatten()
    },
    ArchitectureCase("flattened pixels as logits", input: [2, 2, 3], classes: 12) {
      Convolution("a", 2, 2, kernel: 3, padding: 1)
      ReLU()
      Flatten()
    },
    ArchitectureCase("nothing but flattening", input: [2, 2, 2], classes: 8) { Flatten() },
    ArchitectureCase("one class", input: [1, 4, 4], classes: 1) {
      Flatten()
      Linear("a", 16, 1)
    },
  ]
}
