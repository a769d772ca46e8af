import AssayTensor

/// The mean of the structural similarities of all windows of two maps that lie inside.
struct StructuralSimilarity {
  private let window: SimilarityWindow
  private let weights: [Double]

  init(_ window: SimilarityWindow) {
    self.window = window
    weights = window.weights
  }

  /// The similarity of two maps of `shape` (channels, height, width), each scaled to [0, 1] by its own extremes.
  func value(_ x: [Double], _ y: [Double], _ shape: Shape) -> Double {
    let (a, b) = (Self.scaledToUnitRange(x), Self.scaledToUnitRange(y))
    let size = shape[1] * shape[2]
    let planes = (0..<shape[0]).map { channel in
      let part = channel * size..<(channel + 1) * size
      return mean(Array(a[part]), Array(b[part]), height: shape[1], width: shape[2])
    }
    return planes.reduce(0, +) / Double(planes.count)
  }

  private func mean(_ x: [Double], _ y: [Double], height: Int, width: Int) -> Double {
    func smooth(_ plane: [Double]) -> [Double] { smoothed(plane, height: height, width: width) }
    let (meanX, meanY) = (smooth(x), smooth(y))
    let squareX = smooth(x.map { $0 * $0 })
    let squareY = smooth(y.map { $0 * $0 })
    let product = smooth(zip(x, y).map { $0 * $1 })
    let (c1, c2) = (0.01 * 0.01, 0.03 * 0.03)
    let factor = window.varianceFactor
    let sum = meanX.indices.reduce(0.0) { sum, index in
      let (mx, my) = (meanX[index], meanY[index])
      let varianceX = factor * (squareX[index] - mx * mx)
      let varianceY = factor * (squareY[index] - my * my)
      let covariance = factor * (product[index] - mx * my)
      let similarity =
        (2 * mx * my + c1) * (2 * covariance + c2) / ((mx * mx + my * my + c1) * (varianceX + varianceY + c2))
      return sum + similarity
    }
    return sum / Double(meanX.count)
  }

  /// The weighted mean of every window that lies inside, along rows and then along columns.
  private func smoothed(_ plane: [Double], height: Int, width: Int) -> [Double] {
    let side = weights.count
    let (rows, columns) = (height - side + 1, width - side + 1)
    var narrow = [Double](repeating: 0, count: height * columns)
    for row in 0..<height {
      for column in 0..<columns {
        for (offset, weight) in weights.enumerated() {
          narrow[row * columns + column] += weight * plane[row * width + column + offset]
        }
      }
    }
    var result = [Double](repeating: 0, count: rows * columns)
    for index in result.indices {
      for (offset, weight) in weights.enumerated() { result[index] += weight * narrow[index + offset * columns] }
    }
    return result
  }

  /// The values with the smallest at 0 and the largest at 1; zeros when all are equal.
  private static func scaledToUnitRange(_ values: [Double]) -> [Double] {
    let low = values.reduce(.infinity, min)
    let range = values.reduce(-.infinity, max) - low
    return values.map { range > 0 ? ($0 - low) / range : 0 }
  }
}
