import CAssayKernels

/// The maximum of every window.
struct MaxPooling: Operation {
  let geometry: PoolingGeometry
  /// Where the maxima are, for a gradient; the result writes them.
  let winners: WinnerIndices?

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let (pool, shape) = geometry.pooling(of: x.shape)
    return Tensor(shape: shape) { out in
      let (out, source) = (KernelOutput(out), x.storage)
      ImageLoop.run(shape[0]) { images in
        var pool = pool
        assay_max_pool_forward(
          &pool, images.count, .packed(source.pointer, x.shape, from: images.lowerBound),
          .packed(out.pointer, shape, from: images.lowerBound),
          winners?.pointer(image: images.lowerBound, of: shape))
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    guard let winners else { preconditionFailure("a gradient needs the places of the maxima") }
    return [apply(WinnerScatter(geometry: geometry, inputShape: inputs[0].shape, winners: winners), [upstream])]
  }
}

extension PoolingGeometry {
  /// The kernels' description for images of a shape, and the shape of the result.
  fileprivate func pooling(of x: Shape) -> (assay_pool, Shape) {
    precondition(x.rank == 4, "pooling needs N×C×H×W images, not a tensor of shape \(x)")
    let pool = kernel(channels: x[1], height: x[2], width: x[3])
    return (pool, Shape([x[0], x[1], pool.out_height, pool.out_width]))
  }
}

extension Tensor {
  /// The maximum of every window; of equal ones the first in row order has the gradient.
  ///
  /// NaN counts as more than any number, as in PyTorch, and of several the first has the gradient. Windows that reach beyond
  /// the image see −∞ there.
  public func maxPooled(_ geometry: PoolingGeometry) -> Tensor {
    let winners = level > 0 ? WinnerIndices(count: geometry.pooling(of: shape).1.count) : nil
    return apply(MaxPooling(geometry: geometry, winners: winners), [self])
  }
}
