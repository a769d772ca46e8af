import AssayBase
import AssayTensor

/// Maps that other programs can make too: value i is (a·i² + b·i) mod m − c.
func formulaMap(_ height: Int, _ width: Int, _ a: Int, _ b: Int, _ modulus: Int, _ shift: Int) -> Tensor {
  Tensor(
    shape: [1, 1, height, width],
    elements: (0..<height * width).map { Float((a * $0 * $0 + b * $0) % modulus - shift) })
}

/// Random maps with a few ties.
func randomMaps(_ count: Int, _ shape: Shape, _ key: RandomKey) -> Tensor {
  let values = Tensor.uniform(-1, 1, shape: shape.withFirst(count), key: key).elements
  return Tensor(shape: shape.withFirst(count), elements: values.map { ($0 * 64).rounded() / 64 })
}
