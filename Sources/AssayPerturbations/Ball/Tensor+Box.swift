import AssayTensor
import CAssayKernels

extension Tensor {
  /// The same images with their pixels cut to [0, 1].
  var clampedToBox: Tensor { Tensor(shape: shape) { assay_clamp($0, pointer, 0, 1, count) } }
}
