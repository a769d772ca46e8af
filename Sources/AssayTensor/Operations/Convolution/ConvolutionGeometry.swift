import CAssayKernels

/// How a two-dimensional convolution moves over an image: strides, zero padding, dilation and groups.
public struct ConvolutionGeometry: Sendable, Hashable {
  /// The step between outputs, down and across.
  public var stride: (height: Int, width: Int) { (strideHeight, strideWidth) }
  /// The zeros added on either side, above and beside.
  public var padding: (height: Int, width: Int) { (paddingHeight, paddingWidth) }
  /// The distance between the kernel's taps, down and across.
  public var dilation: (height: Int, width: Int) { (dilationHeight, dilationWidth) }
  /// The number of groups that channels are divided into.
  public let groups: Int

  private let strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth: Int

  /// Makes a geometry, as in PyTorch's `conv2d`.
  public init(
    stride: (height: Int, width: Int) = (1, 1), padding: (height: Int, width: Int) = (0, 0),
    dilation: (height: Int, width: Int) = (1, 1), groups: Int = 1
  ) {
    precondition(
      stride.height > 0 && stride.width > 0 && padding.height >= 0 && padding.width >= 0 && dilation.height > 0
        && dilation.width > 0 && groups > 0, "a convolution needs positive strides, dilations and groups")
    (strideHeight, strideWidth) = stride
    (paddingHeight, paddingWidth) = padding
    (dilationHeight, dilationWidth) = dilation
    self.groups = groups
  }

  /// The extents of the output for an image and a kernel; not positive when the kernel does not fit.
  public func outputSize(
    height: Int, width: Int, kernelHeight: Int, kernelWidth: Int
  ) -> (height: Int, width: Int) {
    func extent(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
      let reach = size + 2 * padding - dilation * (kernel - 1) - 1
      return reach < 0 ? 0 : reach / stride + 1
    }
    return (
      extent(height, kernelHeight, strideHeight, paddingHeight, dilationHeight),
      extent(width, kernelWidth, strideWidth, paddingWidth, dilationWidth)
    )
  }

  /// The kernels' description of this convolution on images of `input` (N×C×H×W) with weights O×C/groups×KH×KW.
  package func kernel(input: Shape, weight: Shape) -> assay_conv {
    precondition(
      input.rank == 4 && weight.rank == 4 && input[1] == weight[1] * groups && weight[0] % groups == 0,
      "weights of shape \(weight) in \(groups) groups do not fit images of shape \(input)")
    let output = outputSize(height: input[2], width: input[3], kernelHeight: weight[2], kernelWidth: weight[3])
    precondition(
      output.height > 0 && output.width > 0, "a kernel of shape \(weight) does not fit into images of shape \(input)")
    return assay_conv(
      in_channels: input[1], out_channels: weight[0], groups: groups, in_height: input[2], in_width: input[3],
      out_height: output.height, out_width: output.width, kernel_height: weight[2], kernel_width: weight[3],
      stride_height: strideHeight, stride_width: strideWidth, pad_height: paddingHeight, pad_width: paddingWidth,
      dilation_height: dilationHeight, dilation_width: dilationWidth)
  }
}
