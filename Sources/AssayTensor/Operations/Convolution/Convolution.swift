import AssayBase
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
    let packed = TensorStorage(count: assay_conv_forward_packed_count(&conv))
    assay_conv_pack_forward(packed.pointer, weight.pointer, &conv)
    let shape = Shape([x.shape[0], weight.shape[0], conv.out_height, conv.out_width])
    return Tensor(shape: shape) { out in
      let (out, input, conv, isa) = (KernelOutput(out), x.storage, conv, Kernels.instructionSet)
      ImageLoop.run(shape[0]) { images in
        var conv = conv
        withScratch(assay_conv_forward_scratch_count(&conv, false)) { scratch in
          assay_conv_forward(
            isa, &conv, images.count, .packed(input.pointer, x.shape, from: images.lowerBound), false, packed.pointer,
            bias.map { UnsafePointer($0.pointer) }, false, .packed(out.pointer, shape, from: images.lowerBound), scratch)
        }
      }
    }
  }

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

/// The gradient of a convolution with respect to its images: a transposed convolution.
struct ConvolutionInputGradient: Operation {
  let geometry: ConvolutionGeometry
  let inputShape: Shape

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (upstream, weight) = (inputs[0], inputs[1])
    var conv = geometry.kernel(input: inputShape, weight: weight.shape)
    let packed = TensorStorage(count: assay_conv_input_gradient_packed_count(&conv))
    assay_conv_pack_input_gradient(packed.pointer, weight.pointer, &conv)
    return Tensor(shape: inputShape) { out in
      let (out, source, conv, isa) = (KernelOutput(out), upstream.storage, conv, Kernels.instructionSet)
      ImageLoop.run(inputShape[0]) { images in
        var conv = conv
        withScratch(assay_conv_input_gradient_scratch_count(&conv)) { scratch in
          assay_conv_input_gradient(
            isa, &conv, images.count, .packed(source.pointer, upstream.shape, from: images.lowerBound), packed.pointer,
            .packed(out.pointer, inputShape, from: images.lowerBound), scratch)
        }
      }
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (outputGradient, weight) = (inputs[0], inputs[1])
    return [
      needed[0] ? upstream.convolved(with: weight, bias: nil, geometry) : nil,
      needed[1] ? upstream.convolutionWeightGradient(upstream: outputGradient, weight: weight.shape, geometry) : nil,
    ]
  }
}

/// The gradient of a convolution with respect to its weights.
struct ConvolutionWeightGradient: Operation {
  let geometry: ConvolutionGeometry
  let weightShape: Shape

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (x, upstream) = (inputs[0], inputs[1])
    var conv = geometry.kernel(input: x.shape, weight: weightShape)
    let parts = assay_conv_weight_gradient_parts(&conv)
    return Tensor(shape: weightShape) { out in
      let (out, conv, isa, images) = (KernelOutput(out), conv, Kernels.instructionSet, x.shape[0])
      let (input, source) = (x.storage, upstream.storage)
      WorkerPool.forEach(parts) { part in
        var conv = conv
        withScratch(assay_conv_weight_gradient_scratch_count(&conv)) { scratch in
          assay_conv_weight_gradient(
            isa, &conv, images, .packed(input.pointer, x.shape, from: 0),
            .packed(source.pointer, upstream.shape, from: 0), out.pointer, part, scratch)
        }
      }
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (x, outputGradient) = (inputs[0], inputs[1])
    return [
      needed[0] ? outputGradient.convolutionInputGradient(weight: upstream, input: x.shape, geometry) : nil,
      needed[1] ? x.convolved(with: upstream, bias: nil, geometry) : nil,
    ]
  }
}

/// Deals the images of a batch to the workers.
enum ImageLoop {
  static func run(_ count: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let threads = ComputeContext.current.threads
    WorkerPool.forEachSlice(of: count, size: threads == 1 ? count : (count + 4 * threads - 1) / (4 * threads), body)
  }
}

extension assay_view {
  /// The images from `first` on of a tensor N×C×H×W stored channels-last without gaps.
  static func packed(_ base: UnsafeMutablePointer<Float>, _ shape: Shape, from first: Int) -> assay_view {
    let image = shape[1] * shape[2] * shape[3]
    return assay_view(
      base: base + first * image, image_stride: image, row_stride: shape[3] * shape[1], pixel_stride: shape[1])
  }
}

extension Tensor {
  /// A two-dimensional convolution of N×C×H×W images with O×(C/groups)×KH×KW weights, plus a bias of O numbers.
  public func convolved(with weight: Tensor, bias: Tensor?, _ geometry: ConvolutionGeometry) -> Tensor {
    precondition(
      bias.map { $0.shape == [weight.shape[0]] } ?? true,
      "a bias of shape \(bias.map { $0.shape.description } ?? "") does not fit weights of shape \(weight.shape)")
    return apply(ConvolutionOperation(geometry: geometry), [self, weight] + (bias.map { [$0] } ?? []))
  }

  /// The transposed convolution: `self` is the gradient of a convolution's output, the result that of its `input`.
  package func convolutionInputGradient(weight: Tensor, input: Shape, _ geometry: ConvolutionGeometry) -> Tensor {
    apply(ConvolutionInputGradient(geometry: geometry, inputShape: input), [self, weight])
  }

  /// The gradient of a convolution's weights: `self` are its images, `upstream` is the gradient of its output.
  package func convolutionWeightGradient(upstream: Tensor, weight: Shape, _ geometry: ConvolutionGeometry) -> Tensor {
    apply(ConvolutionWeightGradient(geometry: geometry, weightShape: weight), [self, upstream])
  }
}
