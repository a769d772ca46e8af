import CAssayKernels

/// Puts every window's gradient where its maximum was.
struct WinnerScatter: Operation {
  let geometry: PoolingGeometry
  let inputShape: Shape
  let winners: WinnerIndices

  func forward(_ inputs: [Tensor]) -> Tensor {
    let upstream = inputs[0]
    let pool = geometry.kernel(channels: inputShape[1], height: inputShape[2], width: inputShape[3])
    return Tensor(shape: inputShape) { out in
      let (out, source) = (KernelOutput(out), upstream.storage)
      ImageLoop.run(inputShape[0]) { images in
        var pool = pool
        assay_max_pool_scatter(
          &pool, images.count, .packed(source.pointer, upstream.shape, from: images.lowerBound),
          winners.pointer(image: images.lowerBound, of: upstream.shape),
          .packed(out.pointer, inputShape, from: images.lowerBound))
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(WinnerGather(geometry: geometry, outputShape: inputs[0].shape, winners: winners), [upstream])]
  }
}
