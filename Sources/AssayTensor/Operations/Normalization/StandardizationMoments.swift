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
  let isByChannel: Bool

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
    if isByChannel { return backward(gradient, scaledBy: nil, at: x) }
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
}

extension Tensor {
  /// The storage as images × pixels × channels; the rows of a matrix count as the pixels of one image.
  var channelLayout: (images: Int, pixels: Int, channels: Int) {
    shape.rank == 4 ? (shape[0], shape[2] * shape[3], shape[1]) : (1, shape[0], shape[1])
  }
}
