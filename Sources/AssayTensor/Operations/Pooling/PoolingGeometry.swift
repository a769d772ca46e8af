import CAssayKernels

/// The windows of a pooling layer: their size, stride, padding and dilation.
public struct PoolingGeometry: Sendable, Hashable {
  /// The height and width of a window.
  public var kernel: (height: Int, width: Int) { (kernelHeight, kernelWidth) }
  /// The step between windows, down and across.
  public var stride: (height: Int, width: Int) { (strideHeight, strideWidth) }
  /// The padding on either side, above and beside: -∞ for maxima, 0 for averages.
  public var padding: (height: Int, width: Int) { (paddingHeight, paddingWidth) }

  private let kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth: Int
  private let dilationHeight, dilationWidth: Int
  private let roundsUp: Bool

  /// Makes windows as PyTorch's pooling layers have them; the stride is the window's size unless given.
  public init(
    kernel: (height: Int, width: Int), stride: (height: Int, width: Int)? = nil,
    padding: (height: Int, width: Int) = (0, 0), dilation: (height: Int, width: Int) = (1, 1), roundsUp: Bool = false
  ) {
    let stride = stride ?? kernel
    precondition(
      kernel.height > 0 && kernel.width > 0 && stride.height > 0 && stride.width > 0 && padding.height >= 0
        && padding.width >= 0 && dilation.height > 0 && dilation.width > 0,
      "pooling needs windows, strides and dilations of at least 1")
    (kernelHeight, kernelWidth) = kernel
    (strideHeight, strideWidth) = stride
    (paddingHeight, paddingWidth) = padding
    (dilationHeight, dilationWidth) = dilation
    self.roundsUp = roundsUp
  }

  /// Whether windows tile the image: no overlap, no padding, no dilation.
  package var tiles: Bool {
    kernelHeight == strideHeight && kernelWidth == strideWidth && paddingHeight == 0 && paddingWidth == 0
      && dilationHeight == 1 && dilationWidth == 1
  }

  /// The kernels' description of this pooling on C×H×W images.
  package func kernel(channels: Int, height: Int, width: Int) -> assay_pool {
    func extent(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
      let reach = size + 2 * padding - dilation * (kernel - 1) - 1
      precondition(reach >= 0, "a window of \(kernel) does not fit into \(size) pixels")
      var count = (roundsUp ? (reach + stride - 1) / stride : reach / stride) + 1
      // A window that starts in the padding behind the image is dropped, as in PyTorch.
      if roundsUp && (count - 1) * stride >= size + padding { count -= 1 }
      return count
    }
    return assay_pool(
      channels: channels, in_height: height, in_width: width,
      out_height: extent(height, kernelHeight, strideHeight, paddingHeight, dilationHeight),
      out_width: extent(width, kernelWidth, strideWidth, paddingWidth, dilationWidth),
      kernel_height: kernelHeight, kernel_width: kernelWidth, stride_height: strideHeight, stride_width: strideWidth,
      pad_height: paddingHeight, pad_width: paddingWidth, dilation_height: dilationHeight,
      dilation_width: dilationWidth)
  }
}
