import CAssayKernels

/// Passes over the channels of a batch, dealt to the workers image by image.
enum ChannelLoop {
  static func scale(_ x: Tensor, by factors: Tensor, plus summands: Tensor?) -> Tensor {
    precondition(
      x.channelCount == factors.count && factors.shape.rank == 1,
      "\(factors.shape) factors do not fit the channels of a tensor of shape \(x.shape)")
    return Tensor(shape: x.shape) { out in
      let (out, source, shape) = (KernelOutput(out), x.storage, x.imageShape)
      ImageLoop.run(shape[0]) { images in
        for image in images {
          assay_scale_channels(
            .packed(out.pointer, shape, from: image), .packed(source.pointer, shape, from: image), factors.pointer,
            summands?.pointer, shape[2], shape[3], shape[1])
        }
      }
    }
  }

  /// Each image's sums first, then those of the images in order: the same for any number of threads.
  static func products(_ x: Tensor, _ y: Tensor) -> Tensor {
    precondition(x.shape == y.shape, "tensors of shapes \(x.shape) and \(y.shape) have no products by channel")
    let shape = x.imageShape
    let partial = TensorStorage(count: shape[0] * shape[1])
    let (out, a, b) = (KernelOutput(partial.pointer), x.storage, y.storage)
    ImageLoop.run(shape[0]) { images in
      for image in images {
        assay_channel_products(
          out.pointer + image * shape[1], .packed(a.pointer, shape, from: image),
          .packed(b.pointer, shape, from: image), shape[2], shape[3], shape[1])
      }
    }
    return Tensor(shape: [shape[1]]) { assay_sum_columns($0, partial.pointer, shape[0], shape[1]) }
  }
}

extension Tensor {
  /// The number of channels: the extent of the second axis.
  var channelCount: Int { shape.rank >= 2 ? shape[1] : 0 }

  /// The shape as N×C×H×W: features count as images of one pixel.
  var imageShape: Shape {
    precondition(shape.rank == 4 || shape.rank == 2, "a tensor of shape \(shape) has no channels")
    return shape.rank == 4 ? shape : [shape[0], shape[1], 1, 1]
  }

  /// Each channel of N×C×H×W or N×C times one of C factors.
  public func scaledByChannel(_ factors: Tensor) -> Tensor { apply(ChannelScaling(), [self, factors]) }

  /// Each channel times one of C factors, plus one of C summands.
  public func scaledByChannel(_ factors: Tensor, plus summands: Tensor) -> Tensor {
    apply(ChannelAffinity(), [self, factors, summands])
  }

  /// The sums of the products with `other` over all examples and pixels: C numbers.
  public func productsByChannel(with other: Tensor) -> Tensor { apply(ChannelProducts(), [self, other]) }

  /// The sums over all examples and pixels: C numbers.
  public func summedByChannel() -> Tensor {
    summed(to: shape.rank == 4 ? [1, channelCount, 1, 1] : [1, channelCount]).reshaped(to: [channelCount])
  }
}
