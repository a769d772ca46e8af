import CAssayKernels

/// The gradient of a convolution with respect to its images: a transposed convolution.
struct ConvolutionInputGradient: Operation {
  let geometry: ConvolutionGeometry
  let inputShape: Shape

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (upstream, weight) = (inputs[0], inputs[1])
    var conv = geometry.kernel(input: inputShape, weight: weight.shape)
    let packed = PackedWeights.inputGradient(weight, conv)
    return Tensor(shape: inputShape) { out in
      let (out, source, isa) = (KernelOutput(out), upstream.storage, Kernels.instructionSet)
      ImageLoop.run(inputShape[0], atLeast: assay_conv_images_at_once(&conv)) { [conv] images in
        var conv = conv
        withScratch(assay_conv_input_gradient_scratch_count(&conv)) { scratch in
          assay_conv_input_gradient(
            isa, &conv, images.count, .packed(source.pointer, upstream.shape, from: images.lowerBound), packed.pointer,
            .packed(out.pointer, inputShape, from: images.lowerBound), scratch)
        }
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .factors(needed: needed) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (outputGradient, weight) = (inputs[0], inputs[1])
    return [
      needed[0] ? upstream.convolved(with: weight, bias: nil, geometry) : nil,
      needed[1] ? upstream.convolutionWeightGradient(upstream: outputGradient, weight: weight.shape, geometry) : nil,
    ]
  }
}
