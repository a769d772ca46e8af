import CAssayKernels

/// Sums the products of two tensors N×C×H×W over the pixels: N×C×1×1.
struct GateProducts: Operation {
  func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = inputs[0].shape
    return Tensor(shape: [shape[0], shape[1], 1, 1]) { out in
      let (out, x, y) = (KernelOutput(out), inputs[0].storage, inputs[1].storage)
      ImageLoop.run(shape[0]) { images in
        for image in images {
          assay_channel_products(
            out.pointer + image * shape[1], .packed(x.pointer, shape, from: image),
            .packed(y.pointer, shape, from: image), shape[2], shape[3], shape[1])
        }
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .factors(needed: needed) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [
      needed[0] ? apply(GateScaling(), [inputs[1], upstream]) : nil,
      needed[1] ? apply(GateScaling(), [inputs[0], upstream]) : nil,
    ]
  }
}
