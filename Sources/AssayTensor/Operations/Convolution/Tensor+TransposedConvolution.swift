extension Tensor {
  /// A transposed convolution of N×I×H×W images with I×(O/groups)×KH×KW weights, plus a bias of O numbers.
  ///
  /// The geometry is that of the convolution whose input gradient this is. Each side has (size − 1)·stride − 2·padding +
  /// dilation·(kernel − 1) + 1 + `outputPadding` pixels; `outputPadding` must stay below the stride.
  public func transposeConvolved(
    with weight: Tensor, bias: Tensor?, _ geometry: ConvolutionGeometry,
    outputPadding: (height: Int, width: Int) = (0, 0)
  ) -> Tensor {
    precondition(
      shape.rank == 4 && weight.shape.rank == 4 && weight.shape[0] == shape[1] && shape[1] % geometry.groups == 0,
      "weights of shape \(weight.shape) in \(geometry.groups) groups do not fit images of shape \(shape)")
    precondition(
      outputPadding.height >= 0 && outputPadding.height < geometry.stride.height && outputPadding.width >= 0
        && outputPadding.width < geometry.stride.width, "an output padding of \(outputPadding) is not below the stride")
    func extent(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int, _ more: Int) -> Int {
      (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + more
    }
    let (stride, padding, dilation) = (geometry.stride, geometry.padding, geometry.dilation)
    let output = Shape([
      shape[0], weight.shape[1] * geometry.groups,
      extent(shape[2], weight.shape[2], stride.height, padding.height, dilation.height, outputPadding.height),
      extent(shape[3], weight.shape[3], stride.width, padding.width, dilation.width, outputPadding.width),
    ])
    let result = convolutionInputGradient(weight: weight, input: output, geometry)
    guard let bias else { return result }
    return result.scaledByChannel(Tensor(repeating: 1, shape: bias.shape), plus: bias)
  }
}
