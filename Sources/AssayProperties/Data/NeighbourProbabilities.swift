import AssayTensor

/// The classes of the examples that look most like each, itself left out: a model that needs no training.
enum NeighbourProbabilities {
  /// How many neighbours are asked.
  private static let count = 10
  private static let blockRows = 256

  /// The shares of the classes among the nearest neighbours by the correlation of thumbnails.
  ///
  /// A constant image has no neighbours: its classes are equally likely.
  static func of(_ sketches: [ExampleSketch], classCount: Int, thumbnailCount width: Int) -> [[Float]] {
    var probabilities = [[Float]](
      repeating: [Float](repeating: 1 / Float(classCount), count: classCount), count: sketches.count)
    let rows = sketches.indices.filter { sketches[$0].thumbnail != nil }
    guard rows.count > 1 else { return probabilities }
    let all = Tensor(shape: [rows.count, width], elements: rows.flatMap { sketches[$0].thumbnail ?? [] })
    for start in stride(from: 0, to: rows.count, by: blockRows) {
      let block = Array(start..<min(rows.count, start + blockRows))
      let products = Tensor.product(all.rows(block), all, transposingRight: true).elements
      for (row, place) in block.enumerated() {
        let nearest = nearest(products, row: row, count: rows.count, without: place)
        var shares = [Float](repeating: 0, count: classCount)
        for neighbour in nearest { shares[sketches[rows[neighbour]].label] += 1 / Float(nearest.count) }
        probabilities[rows[place]] = shares
      }
    }
    return probabilities
  }

  /// The columns of the greatest values of a row, without one.
  private static func nearest(_ products: [Float], row: Int, count: Int, without own: Int) -> [Int] {
    var best: [(value: Float, column: Int)] = []
    var least = -Float.infinity
    products.withUnsafeBufferPointer { products in
      var column = 0
      while column < count {
        let value = products[row * count + column]
        if value > least, column != own {
          let place = best.firstIndex { $0.value < value } ?? best.count
          best.insert((value, column), at: place)
          if best.count > Self.count { best.removeLast() }
          if best.count == Self.count { least = best[Self.count - 1].value }
        }
        column += 1
      }
    }
    return best.map(\.column)
  }
}
