import AssayTensor

/// How the distance of two maps is measured.
public enum MapDistance: String, Sendable, Hashable, CaseIterable {
  /// The summed absolute differences of maps scaled to unit ℓ1: from 0 (the same) to 2 (nothing in common).
  ///
  /// The scaling takes away the advantage that small gradients would have.
  case l1

  /// The largest possible distance.
  package var maximum: Double { 2 }

  /// The distances of the maps of two batches, row by row.
  package func distances(_ x: Tensor, _ y: Tensor) -> [Double] {
    let (a, b) = (x.scaledToUnitL1(), y.scaledToUnitL1())
    return (a - b).absolute().sumPerExample().elements.map { min(Double($0), maximum) }
  }
}

extension Tensor {
  /// Each example divided by the sum of its absolute values; all zeros stay so.
  fileprivate func scaledToUnitL1() -> Tensor {
    let sums = absolute().sumPerExample().elements.map { $0 > 0 ? 1 / $0 : 0 }
    return self * Tensor(shape: [shape[0], 1, 1, 1], elements: sums).broadcast(to: shape)
  }
}
