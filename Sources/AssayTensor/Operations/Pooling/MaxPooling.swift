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

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(WinnerGather(geometry: geometry, outputShape: inputs[0].shape, winners: winners), [upstream])]
  }
}

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

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(WinnerScatter(geometry: geometry, inputShape: inputs[0].shape, winners: winners), [upstream])]
  }
}

/// Where the maximum of every window is: row · width + column, in the storage order of the output.
final class WinnerIndices: Sendable {
  // Indices are 32-bit integers in a float block: the same size, and the pool then serves both.
  private let storage: TensorStorage

  init(count: Int) { storage = TensorStorage(count: count) }

  func pointer(image: Int, of shape: Shape) -> UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(storage.pointer + image * shape[1] * shape[2] * shape[3])
      .assumingMemoryBound(to: Int32.self)
  }
}

extension Tensor {
  /// The maximum of every window; of equal ones the first in row order has the gradient.
  public func maxPooled(_ geometry: PoolingGeometry) -> Tensor {
    apply(MaxPooling(geometry: geometry), [self])
  }
}
