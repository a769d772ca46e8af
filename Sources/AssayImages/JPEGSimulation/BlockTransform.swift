import AssayTensor

/// The two-dimensional orthonormal cosine transform (DCT-II) of 8×8 blocks, with a divisor for each coefficient.
package struct BlockTransform: Sendable {
  /// 64×64: a column for each coefficient, and for the inverse a column for each sample.
  private let forward: Tensor
  private let inverse: Tensor

  /// Makes the transform with 64 divisors, row by row.
  package init(divisors: [UInt16] = [UInt16](repeating: 1, count: 64)) {
    var (forward, inverse) = ([Float](repeating: 0, count: 4096), [Float](repeating: 0, count: 4096))
    for sample in 0..<64 {
      for coefficient in 0..<64 {
        let down = Self.basis(coefficient / 8, at: sample / 8)
        let value = down * Self.basis(coefficient % 8, at: sample % 8)
        let divisor = Double(divisors[coefficient])
        forward[sample * 64 + coefficient] = Float(value / divisor)
        inverse[coefficient * 64 + sample] = Float(value * divisor)
      }
    }
    self.forward = Tensor(shape: [64, 64], elements: forward)
    self.inverse = Tensor(shape: [64, 64], elements: inverse)
  }

  /// N×(h·w)×64 coefficients, block rows from the top, of N×1×8h×8w samples.
  package func coefficients(of samples: Tensor) -> Tensor {
    let (count, rows, columns) = (samples.shape[0], samples.shape[2] / 8, samples.shape[3] / 8)
    let blocks = samples.reshaped(to: [count, rows, 8, columns, 8]).permuted([0, 1, 3, 2, 4])
    let products = blocks.reshaped(to: [count * rows * columns, 64]).matrixProduct(forward)
    return products.reshaped(to: [count, rows * columns, 64])
  }

  /// N×1×8h×8w samples of N×(h·w)×64 coefficients, `rows` being h.
  package func samples(_ coefficients: Tensor, rows: Int) -> Tensor {
    let (count, columns) = (coefficients.shape[0], coefficients.shape[1] / rows)
    let products = coefficients.reshaped(to: [count * rows * columns, 64]).matrixProduct(inverse)
    let blocks = products.reshaped(to: [count, rows, columns, 8, 8]).permuted([0, 1, 3, 2, 4])
    return blocks.reshaped(to: [count, 1, 8 * rows, 8 * columns])
  }

  /// √(2/8) cos((2x + 1) u π / 16), with √(1/8) for u = 0.
  private static func basis(_ u: Int, at x: Int) -> Double {
    let angle = (2 * x + 1) * u % 32
    let folded = angle > 16 ? 32 - angle : angle
    return (u == 0 ? 0.125 : 0.25).squareRoot() * (folded > 8 ? -cosines[16 - folded] : cosines[folded])
  }

  /// cos(k π / 16) for k in 0...8 by halving angles: square roots are the same on every machine.
  private static let cosines: [Double] = {
    let fourth = 0.5.squareRoot()
    let (second, sixth) = (((1 + fourth) / 2).squareRoot(), ((1 - fourth) / 2).squareRoot())
    return [
      1, ((1 + second) / 2).squareRoot(), second, ((1 + sixth) / 2).squareRoot(), fourth,
      ((1 - sixth) / 2).squareRoot(), sixth, ((1 - second) / 2).squareRoot(), 0,
    ]
  }()
}
