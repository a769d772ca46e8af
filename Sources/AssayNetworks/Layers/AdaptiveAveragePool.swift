import AssayBase
import AssayTensor

/// The averages of a fixed number of bins that cover an image of any size (PyTorch's `AdaptiveAvgPool2d`).
///
/// Lets a network with dense layers take images of other sizes than it was made for.
public struct AdaptiveAveragePool: Layer {
  private let size: Int

  /// Makes size×size bins.
  public init(_ size: Int) {
    precondition(size > 0, "\(size)×\(size) bins hold nothing")
    self.size = size
  }

  /// The number of bins.
  public var kind: String { "Average pool to \(size)×\(size)" }

  /// C×size×size.
  public func outputShape(for input: Shape) throws -> Shape {
    guard input.rank == 3, input[1] > 0, input[2] > 0 else {
      throw AssayError(.shapeMismatch, "adaptive pooling needs images", expected: "C×H×W", found: "\(input)")
    }
    return [input[0], size, size]
  }

  /// The averages of a batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    input.shape[2] == size && input.shape[3] == size ? input : input.adaptivelyAveraged(height: size, width: size)
  }

  /// Nothing where the image has that size already, windows where bins tile it, otherwise the differentiable form.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    let shape = plan.shape(of: input)
    let output = try outputShape(for: shape)
    if shape == output { return input }
    guard shape[1] % size == 0, shape[2] % size == 0 else { return plan.append(.layer(self), input, output: output) }
    let windows = PoolingGeometry(kernel: (shape[1] / size, shape[2] / size))
    return plan.append(.averagePool(windows, countsPadding: true), input, output: output)
  }
}
