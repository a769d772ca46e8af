import CAssayKernels

/// The maximum of every window.
struct MaxPooling: Operation {
  let geometry: PoolingGeometry

  func forward(_ inputs: [Tensor]) -> Tensor { winners(of: inputs[0], wantsIndices: false).output }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let winners = winners(of: inputs[0], wantsIndices: true)
    return [apply(WinnerScatter(geometry: geometry, inputShape: inputs[0].shape, winners: winners.indices), [upstream])]
  }

  private func winners(of x: Tensor, wantsIndices: Bool) -> (output: Tensor, indices: WinnerIndices) {
    precondition(x.shape.rank == 4, "pooling needs N×C×H×W images, not a tensor of shape \(x.shape)")
    let pool = geometry.kernel(channels: x.shape[1], height: x.shape[2], width: x.shape[3])
    let shape = Shape([x.shape[0], x.shape[1], pool.out_height, pool.out_width])
    let indices = WinnerIndices(count: wantsIndices ? shape.count : 0)
    let output = Tensor(shape: shape) { out in
      let (out, source) = (KernelOutput(out), x.storage)
      ImageLoop.run(shape[0]) { images in
        var pool = pool
        assay_max_pool_forward(
          &pool, images.count, .packed(source.pointer, x.shape, from: images.lowerBound),
          .packed(out.pointer, shape, from: images.lowerBound),
          wantsIndices ? indices.pointer(image: images.lowerBound, of: shape) : nil)
      }
    }
    return (output, indices)
  }
}

extension Tensor {
  /// The maximum of every window; of equal ones the first in row order has the gradient.
  ///
  /// NaN counts as more than any number, as in PyTorch, and of several the first has the gradient. Windows that reach beyond
  /// the image see −∞ there.
  public func maxPooled(_ geometry: PoolingGeometry) -> Tensor {
    apply(MaxPooling(geometry: geometry), [self])
  }
}
