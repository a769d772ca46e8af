import CAssayKernels

/// Spreads every window's gradient over its pixels: the transpose of ``AveragePooling``.
struct AverageSpreading: Operation {
  let pooling: AveragePooling
  let inputShape: Shape

  func forward(_ inputs: [Tensor]) -> Tensor {
    let upstream = inputs[0]
    let pool = pooling.geometry.kernel(channels: inputShape[1], height: inputShape[2], width: inputShape[3])
    return Tensor(shape: inputShape) { out in
      let (out, source) = (KernelOutput(out), upstream.storage)
      ImageLoop.run(inputShape[0]) { images in
        var pool = pool
        assay_average_pool_backward(
          &pool, images.count, .packed(source.pointer, upstream.shape, from: images.lowerBound),
          .packed(out.pointer, inputShape, from: images.lowerBound), pooling.countsPadding, pooling.divisor ?? 0)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(pooling, [upstream])]
  }
}
