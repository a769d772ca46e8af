import AssayBase
import AssayCheck
import AssayTensor

extension Generator where Value == Tensor {
  /// Tensors of one shape with numbers of a finite range, shrinking to zeros (or the bound nearest to zero).
  ///
  ///     try await forAll(.tensor(shape: [2, 3], in: -1...1)) { tensor in
  ///       #expect((tensor + tensor).elements == tensor.elements.map { 2 * $0 })
  ///     }
  ///
  /// Up to 64 elements are a choice each, and end as whole numbers or few decimals. More are noise, or
  /// sparse noise over zeros, that few choices decide, and end as zeros with few other elements.
  public static func tensor(shape: Shape, in range: ClosedRange<Float> = -1...1) -> Generator<Tensor> {
    Generator(describing: Self.summary) { source in
      if shape.count <= 64 {
        let elements = try (0..<shape.count).map { _ in try source.part("element") { try $0.float(in: range) } }
        return Tensor(shape: shape, elements: elements)
      }
      let fill = min(max(0, range.lowerBound), range.upperBound)
      let seed = try source.integer(in: 0...65_535, spread: .even)
      let isSparse = try source.boolean()
      // One row of cells: an element is one cell, or one place of a cell.
      let side = (Double(shape.count).squareRoot()).rounded(.up)
      let mask = try CellMask(
        for: (Int(side), Int(side)), filling: isSparse ? .sparse : .full, from: &source)
      let levels = mask.levels(height: Int(side), width: Int(side))
      let noise = Tensor.uniform(range.lowerBound, range.upperBound, shape: [shape.count], key: Self.key(seed)).elements
      let elements = Swift.zip(noise, levels).map { noise, level -> Float in
        let change: Float = (noise - fill) * (Float(level) / 255)
        return min(max(fill + change, range.lowerBound), range.upperBound)
      }
      return Tensor(shape: shape, elements: elements)
    }
  }

  private static func key(_ seed: Int) -> RandomKey { RandomKey(seed: UInt64(seed)).derived("tensor") }

  /// The shape, the range, and how many elements differ from the commonest.
  private static func summary(_ tensor: Tensor) -> String {
    let elements = tensor.elements
    if elements.count <= 8 { return tensor.description }
    let counts = Dictionary(elements.map { ($0, 1) }, uniquingKeysWith: +)
    let (least, most) = (elements.min() ?? 0, elements.max() ?? 0)
    guard let fill = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return tensor.description }
    if fill.value == elements.count { return "tensor \(tensor.shape), all \(fill.key)" }
    if fill.value * 2 < elements.count { return "tensor \(tensor.shape), \(least) to \(most)" }
    return "tensor \(tensor.shape), all \(fill.key) but \(elements.count - fill.value) of \(elements.count): "
      + "\(least) to \(most)"
  }
}
