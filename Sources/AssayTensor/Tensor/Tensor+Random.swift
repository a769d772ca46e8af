import AssayBase
import CAssayKernels

extension Tensor {
  /// Numbers drawn uniformly from [low, high) from the stream of `key`, in storage order.
  public static func uniform(_ low: Float, _ high: Float, shape: Shape, key: RandomKey) -> Tensor {
    Tensor(shape: shape) { assay_philox_uniform($0, key.key, key.stream, 0, low, high, shape.count) }
  }

  /// Numbers drawn from the standard normal distribution from the stream of `key`, in storage order.
  public static func normal(shape: Shape, key: RandomKey) -> Tensor {
    Tensor(shape: shape) { assay_philox_normal($0, key.key, key.stream, 0, shape.count) }
  }

  /// A mask of 1/keeping with probability `keeping` and 0 otherwise: what inverted dropout multiplies by.
  public static func dropoutMask(shape: Shape, keeping: Double, key: RandomKey) -> Tensor {
    precondition(keeping > 0 && keeping <= 1, "a share of \(keeping) cannot be kept")
    return Tensor(shape: shape) { out in
      let out = KernelOutput(out)
      ElementLoop.run(shape.count) { range in
        assay_philox_dropout_mask(
          out.pointer + range.lowerBound, key.key, key.stream, UInt64(range.lowerBound), keeping, range.count)
      }
    }
  }
}
