import AssayBase
import AssayTensor

/// Every pixel repeated: C×H×W to C×(factor·H)×(factor·W).
public struct Upsample: Layer {
  private let factor: Int

  /// Makes the layer.
  public init(_ factor: Int) {
    precondition(factor > 0, "images cannot grow by a factor of \(factor)")
    self.factor = factor
  }

  /// C×(factor·H)×(factor·W).
  public func outputShape(for input: Shape) throws -> Shape {
    guard input.rank == 3 else {
      throw AssayError(.shapeMismatch, "upsampling needs images", expected: "C×H×W", found: "\(input)")
    }
    return [input[0], input[1] * factor, input[2] * factor]
  }

  /// The larger images of a batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    input.resized(height: input.shape[2] * factor, width: input.shape[3] * factor, by: .nearest)
  }
}
