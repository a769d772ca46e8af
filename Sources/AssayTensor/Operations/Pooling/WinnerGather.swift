import CAssayKernels

/// Takes from an image what stands where every window's maximum was: the transpose of ``WinnerScatter``.
struct WinnerGather: Operation {
  let geometry: PoolingGeometry
  let outputShape: Shape
  let winners: WinnerIndices

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let pool = geometry.kernel(channels: x.shape[1], height: x.shape[2], width: x.shape[3])
    return Tensor(shape: outputShape) { out in
      let (out, source) = (KernelOutput(out), x.storage)
      ImageLoop.run(outputShape[0]) { images in
        var pool = pool
        assay_max_pool_gather(
          &pool, images.count, .packed(source.pointer, x.shape, from: images.lowerBound),
          winners.pointer(image: images.lowerBound, of: outputShape),
          .packed(out.pointer, outputShape, from: images.lowerBound))
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(WinnerScatter(geometry: geometry, inputShape: inputs[0].shape, winners: winners), [upstream])]
  }
}
