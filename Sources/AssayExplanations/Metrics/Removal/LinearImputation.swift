import AssayTensor

/// Fills removed pixels with the weighted means of their neighbours, which may be removed themselves.
///
/// Rong et al. 2022, section 4. The system is symmetric, diagonally dominant and, while a pixel is left, positive definite:
/// conjugate gradients (Hestenes and Stiefel 1952) end, and their sums run in a fixed order.
struct LinearImputation: Sendable {
  private let height: Int
  private let width: Int
  private static let neighbours: [(row: Int, column: Int, weight: Double)] = [
    (-1, -1, 1.0 / 12), (-1, 0, 1.0 / 6), (-1, 1, 1.0 / 12), (0, -1, 1.0 / 6), (0, 1, 1.0 / 6), (1, -1, 1.0 / 12),
    (1, 0, 1.0 / 6), (1, 1, 1.0 / 12),
  ]
  /// The size of the residual, relative to the right side, at which a solution is one.
  private static let tolerance = 1e-9

  init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The image with the pixels `removed` filled in.
  func filling(_ image: Tensor, at removed: [Int]) -> Tensor {
    guard !removed.isEmpty else { return image }
    let system = System(removed, height: height, width: width)
    var elements = image.elements
    let size = height * width
    for start in stride(from: 0, to: elements.count, by: size) {
      let known = elements[start..<start + size].map { Double($0) }
      for (pixel, value) in zip(removed, system.solve(known)) { elements[start + pixel] = Float(value) }
    }
    return Tensor(shape: image.shape, elements: elements)
  }

  /// One equation a removed pixel: its weights' sum times it, less its removed neighbours, is what its others say.
  private struct System {
    private var diagonal: [Double] = []
    /// Removed neighbours with their weights, by equation.
    private var inner: [[(index: Int, weight: Double)]] = []
    /// The others.
    private var outer: [[(pixel: Int, weight: Double)]] = []

    init(_ removed: [Int], height: Int, width: Int) {
      var position = [Int](repeating: -1, count: height * width)
      for (index, pixel) in removed.enumerated() { position[pixel] = index }
      for pixel in removed {
        var (sum, unknown, known) = (0.0, [(index: Int, weight: Double)](), [(pixel: Int, weight: Double)]())
        for (rows, columns, weight) in LinearImputation.neighbours {
          let (row, column) = (pixel / width + rows, pixel % width + columns)
          guard row >= 0, row < height, column >= 0, column < width else { continue }
          let neighbour = row * width + column
          sum += weight
          if position[neighbour] >= 0 {
            unknown.append((position[neighbour], weight))
          } else {
            known.append((neighbour, weight))
          }
        }
        diagonal.append(sum)
        inner.append(unknown)
        outer.append(known)
      }
    }

    private func applied(to x: [Double]) -> [Double] {
      x.indices.map { row in inner[row].reduce(diagonal[row] * x[row]) { $0 - $1.weight * x[$1.index] } }
    }

    func solve(_ known: [Double]) -> [Double] {
      let right = outer.map { $0.reduce(0) { $0 + $1.weight * known[$1.pixel] } }
      func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
      var solution = [Double](repeating: 0, count: right.count)
      var (residual, direction) = (right, right)
      var square = product(right, right)
      let goal = square * LinearImputation.tolerance * LinearImputation.tolerance
      // In exact arithmetic as many rounds as unknowns suffice; rounding may want a few more.
      for _ in 0..<2 * right.count + 10 where square > goal {
        let image = applied(to: direction)
        let step = square / product(direction, image)
        for index in solution.indices {
          solution[index] += step * direction[index]
          residual[index] -= step * image[index]
        }
        let next = product(residual, residual)
        for index in direction.indices { direction[index] = residual[index] + next / square * direction[index] }
        square = next
      }
      return solution
    }
  }
}
