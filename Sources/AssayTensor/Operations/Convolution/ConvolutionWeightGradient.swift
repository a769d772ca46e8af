import AssayBase
import CAssayKernels

/// The gradient of a convolution with respect to its weights.
struct ConvolutionWeightGradient: Operation {
  let geometry: ConvolutionGeometry
  let weightShape: Shape

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (x, upstream) = (inputs[0], inputs[1])
    var conv = geometry.kernel(input: x.shape, weight: weightShape)
    let parts = assay_conv_weight_gradient_parts(&conv)
    let sums = TensorStorage(count: assay_conv_weight_gradient_sums_count(&conv))
    return Tensor(shape: weightShape) { out in
      let (out, conv, isa, images) = (KernelOutput(out), conv, Kernels.instructionSet, x.shape[0])
      let (input, source) = (x.storage, upstream.storage)
      WorkerPool.forEach(parts) { part in
        var conv = conv
        withScratch(assay_conv_weight_gradient_scratch_count(&conv)) { scratch in
          assay_conv_weight_gradient(
            isa, &conv, images, .packed(input.pointer, x.shape, from: 0),
            .packed(source.pointer, upstream.shape, from: 0), out.pointer, sums.pointer, part, scratch)
        }
      }
      guard sums.count > 0 else { return }
      WorkerPool.forEachSlice(of: weightShape[0], size: Self.channelsAtOnce) { channels in
        var conv = conv
        assay_conv_weight_gradient_finish(
          isa, &conv, sums.pointer, out.pointer, channels.lowerBound, channels.upperBound)
      }
    }
  }

  private static let channelsAtOnce = 16

  func kept(needed: [Bool]) -> KeptTensors { .factors(needed: needed) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (x, outputGradient) = (inputs[0], inputs[1])
    return [
      needed[0] ? outputGradient.convolutionInputGradient(weight: upstream, input: x.shape, geometry) : nil,
      needed[1] ? x.convolved(with: upstream, bias: nil, geometry) : nil,
    ]
  }
}
