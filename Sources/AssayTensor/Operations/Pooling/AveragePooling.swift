import CAssayKernels

/// The average of every window.
struct AveragePooling: Operation {
  let geometry: PoolingGeometry
  let countsPadding: Bool
  let divisor: Int?

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    precondition(x.shape.rank == 4, "pooling needs N×C×H×W images, not a tensor of shape \(x.shape)")
    let pool = geometry.kernel(channels: x.shape[1], height: x.shape[2], width: x.shape[3])
    let shape = Shape([x.shape[0], x.shape[1], pool.out_height, pool.out_width])
    return Tensor(shape: shape) { out in
      let (out, source) = (KernelOutput(out), x.storage)
      ImageLoop.run(shape[0]) { images in
        var pool = pool
        assay_average_pool_forward(
          &pool, images.count, .packed(source.pointer, x.shape, from: images.lowerBound),
          .packed(out.pointer, shape, from: images.lowerBound), countsPadding, divisor ?? 0)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(AverageSpreading(pooling: self, inputShape: inputs[0].shape), [upstream])]
  }
}

extension Tensor {
  /// The average of every window.
  ///
  /// - Parameters:
  ///   - countsPadding: Whether padding counts as pixels of value 0.
  ///   - divisor: What to divide by instead of the number of pixels.
  public func averagePooled(_ geometry: PoolingGeometry, countsPadding: Bool = true, divisor: Int? = nil) -> Tensor {
    apply(AveragePooling(geometry: geometry, countsPadding: countsPadding, divisor: divisor), [self])
  }

  /// The average over all pixels of each channel: N×C×1×1.
  public func globallyAveraged() -> Tensor {
    averagePooled(PoolingGeometry(kernel: (shape[2], shape[3])))
  }
}
