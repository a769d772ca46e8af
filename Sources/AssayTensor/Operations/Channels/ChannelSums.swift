import CAssayKernels

/// Sums over a batch for each channel: each image's first, then those of the images in order, whoever computes them.
enum ChannelSums {
  static func run(
    images: Int, channels: Int, shape: Shape,
    _ sumsOfImage: @Sendable (_ image: Int, _ out: UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    let partial = TensorStorage(count: images * channels)
    let sums = KernelOutput(partial.pointer)
    ImageLoop.run(images) { range in
      for image in range { sumsOfImage(image, sums.pointer + image * channels) }
    }
    return Tensor(shape: shape) { assay_sum_columns($0, partial.pointer, images, channels) }
  }
}
