import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor
import Testing

/// A linear model with images and labels: everything about it has a closed form.
struct LinearSubject {
  let network: Network
  let images: Tensor
  let labels: [Int]

  /// Random weights for `shape` and five classes.
  init(_ shape: Shape = [2, 3, 4], count: Int = 4, seed: UInt64 = 91) {
    let key = RandomKey(seed: seed)
    network = Network(Self.architecture(shape, classes: 5), key: key)
    images = .uniform(0, 1, shape: Shape([count] + shape.dimensions), key: key.derived("images"))
    labels = (0..<count).map { [0, 4, 2, 2, 1][$0 % 5] }
  }

  /// Two classes, the first with these weights and no bias, the second with none.
  init(weights: [Float], images: Tensor) throws {
    let shape = Shape(Array(images.shape.dimensions.dropFirst()))
    let rows = weights + [Float](repeating: 0, count: weights.count)
    network = try Network(
      Self.architecture(shape, classes: 2),
      parameters: ["fc.weight": Tensor(shape: [2, shape.count], elements: rows), "fc.bias": .zeros([2])])
    self.images = images
    labels = [Int](repeating: 0, count: images.shape[0])
  }

  private static func architecture(_ shape: Shape, classes: Int) -> Architecture {
    Architecture("linear", input: shape, classes: classes) {
      Flatten()
      Linear("fc", shape.count, classes)
    }
  }

  /// The weights of each label, in the shape of the images.
  func weights() throws -> Tensor {
    try #require(network.parameters["fc.weight"]).rows(labels).reshaped(to: images.shape)
  }

  /// The scores of the labels.
  func scores(_ images: Tensor) throws -> [Double] {
    try network.scores(for: images, ExplainedScores(of: labels)).elements.map { Double($0) }
  }

  func explained(_ maps: Tensor) throws -> ExplainedMaps {
    try ExplainedMaps(maps, of: network, images: images, labels: labels)
  }

  /// What each pixel of each image adds to the score, channels summed.
  func contributions(times factor: Tensor) throws -> [[Double]] {
    let products = try (weights() * factor).sum(axes: [1]).elements
    let size = products.count / labels.count
    return labels.indices.map { row in products[row * size..<(row + 1) * size].map { Double($0) } }
  }
}

/// "Explains" any model by the image itself.
struct ImageItself: AttributionMethod {
  let description = "the image itself"
  func validate() {}
  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) -> Tensor { images }
}
