import CAssayKernels

extension StandardizationMoments {
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

  /// The gradient at x from the gradient at ``standardize(_:thenScaleBy:plus:)``, or without factors ``standardize(_:)``.
  ///
  /// No gradient at what is standardized is formed: each image's is made in its place, once for the sums and once for the
  /// result.
  func backward(_ gradient: Tensor, scaledBy factors: Tensor?, at x: Tensor) -> Tensor {
    let (images, pixels, channels) = x.channelLayout
    let image = pixels * channels
    let (means, inverses, source, upstream) = (mean.storage, inverse.storage, x.storage, gradient.storage)
    let scale = factors?.storage
    let sums = ChannelSums.run(images: images, channels: 2 * channels, shape: [2, channels]) { index, out in
      withScratch(scale == nil ? 0 : image) { scratch in
        let g = scaled(upstream.pointer + index * image, by: scale, to: scratch, pixels, channels)
        assay_sum_columns(out, g, pixels, channels)
        assay_standardized_products(
          out + channels, g, source.pointer + index * image, means.pointer, inverses.pointer, pixels, channels)
      }
    }
    let averages = (sums / Float(max(1, size))).storage
    return Tensor(shape: x.shape) { out in
      let out = KernelOutput(out)
      ImageLoop.run(images) { range in
        for index in range {
          let target = out.pointer + index * image
          let g = scaled(upstream.pointer + index * image, by: scale, to: target, pixels, channels)
          assay_standardize_channels_backward(
            target, g, source.pointer + index * image, means.pointer, inverses.pointer, averages.pointer,
            averages.pointer + channels, pixels, channels)
        }
      }
    }
  }

  /// The pixels times the factors, written to `scratch`; without factors the pixels where they are.
  private func scaled(
    _ pixels: UnsafeMutablePointer<Float>, by factors: TensorStorage?, to scratch: UnsafeMutablePointer<Float>,
    _ count: Int, _ channels: Int
  ) -> UnsafeMutablePointer<Float> {
    guard let factors else { return pixels }
    func view(_ base: UnsafeMutablePointer<Float>) -> assay_view {
      assay_view(base: base, image_stride: 0, row_stride: count * channels, pixel_stride: channels)
    }
    assay_scale_channels(view(scratch), view(pixels), factors.pointer, nil, 1, count, channels)
    return scratch
  }
}
