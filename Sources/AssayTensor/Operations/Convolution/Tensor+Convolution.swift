extension Tensor {
  /// A two-dimensional convolution of N×C×H×W images with O×(C/groups)×KH×KW weights, plus a bias of O numbers.
  ///
  /// NaN reaches the outputs that see it and no others. So do infinities; but where the layer is computed in tiles of 2×2
  /// pixels (3×3, stride 1, at least 32 channels; Lavin and Gray 2016), which multiplies sums and differences of pixels,
  /// ∞ − ∞ may make NaN of what the sum of products would leave infinite.
  ///
  /// Where the layer is computed in the frequency domain (stride 1, at least 25 taps and 16 channels, on images so small
  /// that it takes half the multiplications or fewer; Mathieu, Henaff and LeCun 2014), each output depends on its whole
  /// image: one NaN or infinity there makes all of that image's outputs NaN, and one in the weights all outputs. What
  /// would be exactly zero there may differ from it by rounding. Other images are not touched.
  public func convolved(with weight: Tensor, bias: Tensor?, _ geometry: ConvolutionGeometry) -> Tensor {
    precondition(
      bias.map { $0.shape == [weight.shape[0]] } ?? true,
      "a bias of shape \(bias.map { $0.shape.description } ?? "") does not fit weights of shape \(weight.shape)")
    return apply(ConvolutionOperation(geometry: geometry), [self, weight] + (bias.map { [$0] } ?? []))
  }

  /// The transposed convolution: `self` is the gradient of a convolution's output, the result that of its `input`.
  package func convolutionInputGradient(weight: Tensor, input: Shape, _ geometry: ConvolutionGeometry) -> Tensor {
    apply(ConvolutionInputGradient(geometry: geometry, inputShape: input), [self, weight])
  }

  /// The gradient of a convolution's weights: `self` are its images, `upstream` is the gradient of its output.
  package func convolutionWeightGradient(upstream: Tensor, weight: Shape, _ geometry: ConvolutionGeometry) -> Tensor {
    apply(ConvolutionWeightGradient(geometry: geometry, weightShape: weight), [self, upstream])
  }
}
