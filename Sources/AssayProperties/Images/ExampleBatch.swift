import AssayDatasets
import AssayImages
import AssayTensor

/// Examples as models take them: one tensor of images, and their labels and indices.
package struct ExampleBatch: Sendable {
  package let images: Tensor
  package let labels: [Int]
  package let indices: [Int]

  package init(_ examples: [Example]) {
    images = Tensor(images: examples.map(\.image))
    labels = examples.map(\.label)
    indices = examples.map(\.index)
  }
}

extension Tensor {
  /// Images of one size as a batch N×C×H×W.
  public init(images: [Image]) {
    guard let size = images.first?.size else {
      self = .zeros([0, 1, 1, 1])
      return
    }
    precondition(images.allSatisfy { $0.size == size }, "images of different sizes do not make a batch")
    self.init(
      shape: [images.count, size.channels, size.height, size.width], elements: images.flatMap(\.values))
  }
}

extension Image {
  /// Image `row` of a batch N×C×H×W, its pixels cut to [0, 1].
  package init(row: Int, of batch: Tensor) {
    let image = batch.rows([row])
    let size = ImageSize(channels: batch.shape[1], height: batch.shape[2], width: batch.shape[3])
    self.init(unchecked: image.elements.map { min(max($0, 0), 1) }, size: size)
  }
}
