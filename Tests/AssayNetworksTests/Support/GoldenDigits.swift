import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport

/// The digits of the golden folder: test images, labels, and the trained networks beside them.
package struct GoldenDigits: Sendable {
  /// The golden file `digits`.
  package let file: GoldenFile
  private let images: GoldenTensor
  private let labels: [Int]

  /// Reads the file; nil, after one printed line, when it is absent.
  package static func load() throws -> GoldenDigits? {
    guard let file = try GoldenFile.load("digits") else { return nil }
    guard let data = file.cases.first(where: { $0.op == "data" }) else {
      throw AssayError(.malformedData, "the golden file has no case of op \"data\"", at: "golden digits")
    }
    return GoldenDigits(
      file: file, images: try data.input("x_test"), labels: try data.input("y_test").integers)
  }

  /// The first `count` images, all of them unless given, with their labels.
  package func examples(_ count: Int? = nil) throws -> (images: Tensor, labels: [Int]) {
    let all = Tensor(shape: Shape(images.shape), elements: images.floats)
    guard let count else { return (all, labels) }
    guard count <= labels.count else {
      throw AssayError(.malformedData, "too few images", expected: "\(count)", found: "\(labels.count)")
    }
    return (all.rows(0..<count), Array(labels.prefix(count)))
  }

  /// The trained network called `name`, built from the class and the sizes that the manifest states.
  package func network(_ name: String) throws -> Network {
    guard let goldenCase = file.cases.first(where: { $0.op == "trained_network" && $0.name == name }),
      let weights = try GoldenWeights.load(name)
    else { throw AssayError(.unknownName, "there is no such trained network", found: name, at: "golden digits") }
    return try Network(archive: weights, architecture: architecture(goldenCase, weights))
  }

  /// The architecture of a case, with the number of classes that the weights have.
  private func architecture(_ goldenCase: GoldenCase, _ weights: TensorArchive) throws -> Architecture {
    let input = Shape(Array(images.shape.dropFirst()))
    func size(_ name: String) throws -> Int {
      if let size = goldenCase.params[name]?.int { return size }
      throw AssayError(.malformedData, "the case has no size “\(name)”", at: "golden digits, \(goldenCase.name)")
    }
    func shape(_ tensor: String) throws -> [Int] { try weights.entry(named: tensor).shape }
    switch goldenCase.params["class"]?.string {
    case "SmallCNN":
      let fullyConnected = try shape("fc.weight")
      return try .small(
        goldenCase.name, input: input, channels: (size("c1"), size("c2")), kernel: size("kernel"),
        features: fullyConnected[1], classes: fullyConnected[0])
    case "GapCNN":
      return .averaging(
        goldenCase.name, input: input, channels: (try size("c1"), try size("c2")),
        classes: try shape("fc.weight")[0])
    case "MLP":
      return .perceptron(
        goldenCase.name, input: input, hidden: try size("hidden"), classes: try shape("fc3.weight")[0])
    default:
      throw AssayError(
        .unsupported, "the case's class is not known", found: goldenCase.params["class"]?.string,
        at: "golden digits, \(goldenCase.name)")
    }
  }
}

extension Architecture {
  /// Two convolutions with pooling and a dense layer.
  ///
  /// The manifest does not say how the first convolution is padded: as to keep the size when the number of features
  /// agrees with that, not at all otherwise.
  fileprivate static func small(
    _ name: String, input: Shape, channels: (Int, Int), kernel: Int, features: Int, classes: Int
  ) -> Architecture {
    func count(_ padding: Int) -> Int {
      let sides = input.dimensions.dropFirst().map { ($0 + 2 * padding - kernel + 1) / 2 / 2 }
      return channels.1 * sides.reduce(1, *)
    }
    let padding = count(kernel / 2) == features ? kernel / 2 : 0
    return Architecture(name, input: input, classes: classes) {
      Convolution("conv1", input[0], channels.0, kernel: kernel, padding: padding)
      ReLU()
      MaxPool(2)
      Convolution("conv2", channels.0, channels.1, kernel: 3, padding: 1)
      ReLU()
      MaxPool(2)
      Flatten()
      Linear("fc", features, classes)
    }
  }

  /// Two convolutions, the average of each channel and a dense layer.
  fileprivate static func averaging(
    _ name: String, input: Shape, channels: (Int, Int), classes: Int
  ) -> Architecture {
    Architecture(name, input: input, classes: classes) {
      Convolution("conv1", input[0], channels.0, kernel: 3, padding: 1)
      ReLU()
      Convolution("conv2", channels.0, channels.1, kernel: 3, padding: 1)
      ReLU()
      GlobalAveragePool()
      Flatten()
      Linear("fc", channels.1, classes)
    }
  }

  /// Three dense layers.
  fileprivate static func perceptron(_ name: String, input: Shape, hidden: Int, classes: Int) -> Architecture {
    Architecture(name, input: input, classes: classes) {
      Flatten()
      Linear("fc1", input.count, hidden)
      ReLU()
      Linear("fc2", hidden, hidden)
      ReLU()
      Linear("fc3", hidden, classes)
    }
  }
}
