import CAssayKernels

// The three products below are bilinear, and the derivative of each in each argument is another of the three: so
// convolution has derivatives of any order.

/// The convolution of images with weights, plus a bias for each output channel.
struct ConvolutionOperation: Operation {
  let geometry: ConvolutionGeometry

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (x, weight) = (inputs[0], inputs[1])
    let bias = inputs.count > 2 ? inputs[2].storage : nil
    var conv = geometry.kernel(input: x.shape, weight: weight.shape)
    let packed = PackedWeights.forward(weight, conv)
    let shape = Shape([x.shape[0], weight.shape[0], conv.out_height, conv.out_width])
    return Tensor(shape: shape) { out in
      let (out, input, isa) = (KernelOutput(out), x.storage, Kernels.instructionSet)
      ImageLoop.run(shape[0], atLeast: assay_conv_images_at_once(&conv)) { [conv] images in
        var conv = conv
        withScratch(assay_conv_forward_scratch_count(&conv, false)) { scratch in
          assay_conv_forward(
            isa, &conv, images.count, .packed(input.pointer, x.shape, from: images.lowerBound), false, packed.pointer,
            bias.map { UnsafePointer($0.pointer) }, false, .packed(out.pointer, shape, from: images.lowerBound), scratch
          )
        }
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .factors(needed: needed) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (x, weight) = (inputs[0], inputs[1])
    var gradients: [Tensor?] = [
      needed[0] ? upstream.convolutionInputGradient(weight: weight, input: x.shape, geometry) : nil,
      needed[1] ? x.convolutionWeightGradient(upstream: upstream, weight: weight.shape, geometry) : nil,
    ]
    if inputs.count > 2 {
      gradients.append(
        needed[2] ? upstream.summed(to: [1, weight.shape[0], 1, 1]).reshaped(to: inputs[2].shape) : nil)
    }
    return gradients
  }
}
