import AssayBase
import CAssayKernels

/// A convolution's weights as its kernels read them, packed part by part on the worker pool.
package enum PackedWeights {
  /// The form for the forward pass.
  package static func forward(_ weight: Tensor, _ conv: assay_conv) -> TensorStorage {
    var conv = conv
    let packed = TensorStorage(count: assay_conv_forward_packed_count(&conv))
    forEachPart(assay_conv_forward_pack_parts(&conv), assay_conv_forward_pack_scratch_count(&conv)) {
      [conv, isa = Kernels.instructionSet] part, scratch in
      var conv = conv
      assay_conv_pack_forward(isa, packed.pointer, weight.pointer, &conv, part, scratch)
    }
    return packed
  }

  /// The form for the gradient at the input.
  package static func inputGradient(_ weight: Tensor, _ conv: assay_conv) -> TensorStorage {
    var conv = conv
    let packed = TensorStorage(count: assay_conv_input_gradient_packed_count(&conv))
    forEachPart(assay_conv_input_gradient_pack_parts(&conv), assay_conv_input_gradient_pack_scratch_count(&conv)) {
      [conv, isa = Kernels.instructionSet] part, scratch in
      var conv = conv
      assay_conv_pack_input_gradient(isa, packed.pointer, weight.pointer, &conv, part, scratch)
    }
    return packed
  }

  private static func forEachPart(
    _ parts: Int, _ scratchCount: Int, _ body: @Sendable (_ part: Int, _ scratch: UnsafeMutablePointer<Float>) -> Void
  ) {
    WorkerPool.forEach(parts) { part in
      withScratch(scratchCount) { body(part, $0) }
    }
  }
}
