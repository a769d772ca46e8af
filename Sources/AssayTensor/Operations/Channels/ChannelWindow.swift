import CAssayKernels

/// Sums each channel with those around it: from `before` below to `after` above.
struct ChannelWindow: Operation {
  let before, after: Int

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: x.shape) { out in
      let (out, source, shape) = (KernelOutput(out), x.storage, x.imageShape)
      let pixels = shape[2] * shape[3]
      ImageLoop.run(shape[0]) { images in
        let first = images.lowerBound * pixels * shape[1]
        assay_channel_windows(
          out.pointer + first, source.pointer + first, images.count * pixels, shape[1], before, after)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(ChannelWindow(before: after, after: before), [upstream])]
  }
}
