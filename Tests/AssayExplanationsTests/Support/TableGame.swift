import AssayBase
import AssayNetworks
import AssayTensor

/// A game of few players as a model that gives answers only: pixel i of an image 1×1×n says whether player i takes part.
struct TableGame: Classifier {
  let name = "table game"
  let inputShape: Shape
  /// A table a class: the score of the coalition whose players are the bits of an index.
  let tables: [[Float]]

  init(_ tables: [Float]...) {
    self.tables = tables
    inputShape = [1, 1, tables[0].count.trailingZeroBitCount]
  }

  var classCount: Int { tables.count }

  /// The image on which all players take part.
  var everyone: Tensor { Tensor(repeating: 1, shape: inputShape.withBatch(1)) }

  func logits(for images: Tensor) throws -> Logits {
    let players = inputShape[2]
    let pixels = images.elements
    let scores = (0..<images.shape[0]).flatMap { row in
      let coalition = (0..<players).reduce(0) { $0 | (pixels[row * players + $1] > 0.5 ? 1 << $1 : 0) }
      return tables.map { $0[coalition] }
    }
    return Logits(Tensor(shape: [images.shape[0], classCount], elements: scores))
  }
}

extension Shape {
  /// The shape of a batch of images of this shape.
  func withBatch(_ count: Int) -> Shape { Shape([count] + dimensions) }
}
