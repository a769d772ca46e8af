import CAssayKernels

/// The means and inverse deviations of the groups of a tensor's elements that are standardized together.
///
/// A group is a channel of a batch, or a stretch of storage (an image, a row, a pixel's channels).
struct StandardizationMoments: Sendable {
  /// One number a group; `mean` and `inverse` have the tensor's rank with extent 1 along what a group spans.
  let mean: Tensor
  /// The biased variances.
  let variance: Tensor
  /// 1 / √(variance + ε).
  let inverse: Tensor
  /// The number of elements in a group.
  let size: Int
  private let isByChannel: Bool

  /// The moments of the channels of N×C×H×W or N×C over everything else.
  static func ofChannels(_ x: Tensor, epsilon: Float) -> StandardizationMoments {
    let (images, pixels, channels) = x.channelLayout
    let shape = x.shape.rank == 4 ? Shape([1, channels, 1, 1]) : [1, channels]
    let size = images * pixels
    let source = x.storage
    let mean =
      ChannelSums.run(images: images, channels: channels, shape: shape) { image, out in
        assay_sum_columns(out, source.pointer + image * pixels * channels, pixels, channels)
      } / Float(max(1, size))
    let means = mean.storage
    let variance =
      ChannelSums.run(images: images, channels: channels, shape: shape) { image, out in
        assay_channel_deviations(out, source.pointer + image * pixels * channels, means.pointer, pixels, channels)
      } / Float(max(1, size))
    return StandardizationMoments(mean, variance, epsilon, size: size, isByChannel: true)
  }

  /// The moments of stretches of storage, as many as `shape` has elements.
  static func ofRows(_ x: Tensor, shape: Shape, epsilon: Float) -> StandardizationMoments {
    let (rows, columns) = (shape.count, x.count / max(1, shape.count))
    let variance = TensorStorage(count: rows)
    let mean = Tensor(shape: shape) { out in
      let (means, variances, source) = (KernelOutput(out), KernelOutput(variance.pointer), x.storage)
      RowLoop.run(rows, columns) { range in
        assay_row_moments(
          means.pointer + range.lowerBound, variances.pointer + range.lowerBound,
          source.pointer + range.lowerBound * columns, range.count, columns)
      }
    }
    return StandardizationMoments(
      mean, Tensor(shape: shape, taking: variance), epsilon, size: columns, isByChannel: false)
  }

  private init(_ mean: Tensor, _ variance: Tensor, _ epsilon: Float, size: Int, isByChannel: Bool) {
    self.mean = mean
    self.variance = variance
    inverse = (variance + epsilon).squareRoot().reciprocal()
    self.size = size
    self.isByChannel = isByChannel
  }

  /// (x − mean) · inverse.
  func standardize(_ x: Tensor) -> Tensor {
    let (means, inverses, source) = (mean.storage, inverse.storage, x.storage)
    return Tensor(shape: x.shape) { out in
      let out = KernelOutput(out)
      if isByChannel {
        let (images, pixels, channels) = x.channelLayout
        ImageLoop.run(images) { range in
          let first = range.lowerBound * pixels * channels
          assay_standardize_channels(
            out.pointer + first, source.pointer + first, means.pointer, inverses.pointer, range.count * pixels,
            channels)
        }
      } else {
        RowLoop.run(mean.count, size) { range in
          let (row, first) = (range.lowerBound, range.lowerBound * size)
          assay_standardize_rows(
            out.pointer + first, source.pointer + first, means.pointer + row, inverses.pointer + row, range.count, size)
        }
      }
    }
  }

  /// The gradient at x from the gradient at what ``standardize(_:)`` gives.
  func backward(_ gradient: Tensor, at x: Tensor) -> Tensor {
    if isByChannel { return channelBackward(gradient, at: x) }
    let (means, inverses, source, upstream) = (mean.storage, inverse.storage, x.storage, gradient.storage)
    return Tensor(shape: x.shape) { out in
      let out = KernelOutput(out)
      RowLoop.run(mean.count, size) { range in
        let (row, first) = (range.lowerBound, range.lowerBound * size)
        assay_standardize_rows_backward(
          out.pointer + first, upstream.pointer + first, source.pointer + first, means.pointer + row,
          inverses.pointer + row, range.count, size)
      }
    }
  }

  /// (x − mean) · inverse · factors + summands, for channels.
  func standardize(_ x: Tensor, thenScaleBy factors: Tensor, plus summands: Tensor) -> Tensor {
    let (images, pixels, channels) = x.channelLayout
    precondition(
      isByChannel && factors.shape == [channels] && summands.shape == [channels],
      "factors of shape \(factors.shape) do not fit the channels of a tensor of shape \(x.shape)")
    let (means, inverses, source) = (mean.storage, inverse.storage, x.storage)
    let (factors, summands) = (factors.storage, summands.storage)
    return Tensor(shape: x.shape) { out in
      let out = KernelOutput(out)
      ImageLoop.run(images) { range in
        // One at a time, so that the second pass finds the image in the cache.
        for image in range {
          let first = image * pixels * channels
          let view = assay_view(
            base: out.pointer + first, image_stride: 0, row_stride: pixels * channels, pixel_stride: channels)
          assay_standardize_channels(
            out.pointer + first, source.pointer + first, means.pointer, inverses.pointer, pixels, channels)
          assay_scale_channels(view, view, factors.pointer, summands.pointer, 1, pixels, channels)
        }
      }
    }
  }

  /// The sums by channel of a gradient times what ``standardize(_:)`` gives.
  func products(_ gradient: Tensor, at x: Tensor) -> Tensor {
    let (images, pixels, channels) = x.channelLayout
    let (means, inverses, source, upstream) = (mean.storage, inverse.storage, x.storage, gradient.storage)
    return ChannelSums.run(images: images, channels: channels, shape: mean.shape) { image, out in
      let first = image * pixels * channels
      assay_standardized_products(
        out, upstream.pointer + first, source.pointer + first, means.pointer, inverses.pointer, pixels, channels)
    }
  }

  private func channelBackward(_ gradient: Tensor, at x: Tensor) -> Tensor {
    let (images, pixels, channels) = x.channelLayout
    let (means, inverses, source, upstream) = (mean.storage, inverse.storage, x.storage, gradient.storage)
    let gradientMean =
      ChannelSums.run(images: images, channels: channels, shape: mean.shape) { image, out in
        assay_sum_columns(out, upstream.pointer + image * pixels * channels, pixels, channels)
      } / Float(max(1, size))
    let productMean = products(gradient, at: x) / Float(max(1, size))
    return Tensor(shape: x.shape) { out in
      let (out, gradientMeans, productMeans) = (KernelOutput(out), gradientMean.storage, productMean.storage)
      ImageLoop.run(images) { range in
        let first = range.lowerBound * pixels * channels
        assay_standardize_channels_backward(
          out.pointer + first, upstream.pointer + first, source.pointer + first, means.pointer, inverses.pointer,
          gradientMeans.pointer, productMeans.pointer, range.count * pixels, channels)
      }
    }
  }
}

extension Tensor {
  /// The storage as images × pixels × channels; the rows of a matrix count as the pixels of one image.
  fileprivate var channelLayout: (images: Int, pixels: Int, channels: Int) {
    shape.rank == 4 ? (shape[0], shape[2] * shape[3], shape[1]) : (1, shape[0], shape[1])
  }
}
