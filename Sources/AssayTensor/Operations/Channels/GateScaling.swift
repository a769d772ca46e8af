import CAssayKernels

/// Multiplies each channel of each image by a number of its own: N×C×H×W by N×C×1×1.
struct GateScaling: Operation {
  func forward(_ inputs: [Tensor]) -> Tensor {
    let (x, gates) = (inputs[0], inputs[1])
    return Tensor(shape: x.shape) { out in
      let (out, source, factors, shape) = (KernelOutput(out), x.storage, gates.storage, x.shape)
      ImageLoop.run(shape[0]) { images in
        for image in images {
          assay_scale_channels(
            .packed(out.pointer, shape, from: image), .packed(source.pointer, shape, from: image),
            factors.pointer + image * shape[1], nil, shape[2], shape[3], shape[1])
        }
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .factors(needed: needed) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [
      needed[0] ? apply(GateScaling(), [upstream, inputs[1]]) : nil,
      needed[1] ? apply(GateProducts(), [upstream, inputs[0]]) : nil,
    ]
  }
}

extension Tensor {
  /// The images and the gates when one factor is N×C×H×W of several pixels and the other N×C×1×1.
  static func gating(_ x: Tensor, _ y: Tensor) -> (images: Tensor, gates: Tensor)? {
    func fits(_ images: Shape, _ gates: Shape) -> Bool {
      images.rank == 4 && images[2] * images[3] > 1 && gates == [images[0], images[1], 1, 1]
    }
    return fits(x.shape, y.shape) ? (x, y) : fits(y.shape, x.shape) ? (y, x) : nil
  }
}
