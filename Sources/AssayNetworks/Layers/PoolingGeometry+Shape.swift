import AssayBase
import AssayTensor

extension PoolingGeometry {
  /// The shape behind pooling of C×H×W.
  func outputShape(for input: Shape) throws -> Shape {
    guard input.rank == 3, input[1] + 2 * padding.height >= kernel.height, input[2] + 2 * padding.width >= kernel.width
    else {
      throw AssayError(
        .shapeMismatch, "a pooling window does not fit its input",
        expected: "C×H×W of at least \(kernel.height)×\(kernel.width)",
        found: "\(input)")
    }
    let pool = self.kernel(channels: input[0], height: input[1], width: input[2])
    return [input[0], pool.out_height, pool.out_width]
  }
}
