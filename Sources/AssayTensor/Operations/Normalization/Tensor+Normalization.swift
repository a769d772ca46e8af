extension Tensor {
  /// Batch normalisation by the statistics of this batch (Ioffe and Szegedy 2015, algorithm 1).
  ///
  /// Works on N×C×H×W and N×C.
  ///
  /// - Returns: The normalised tensor, and the means and (biased) variances of the channels.
  public func batchNormalized(
    weight: Tensor, bias: Tensor, epsilon: Float
  ) -> (output: Tensor, mean: Tensor, variance: Tensor) {
    let size = Float(count / max(1, channelCount))
    let mean = summedByChannel() / size
    let centred = scaledByChannel(Tensor(repeating: 1, shape: mean.shape), plus: -mean)
    let variance = centred.productsByChannel(with: centred) / size
    let scale = weight / (variance + epsilon).squareRoot()
    return (centred.scaledByChannel(scale, plus: bias), mean, variance)
  }

  /// Batch normalisation by given statistics: a factor and a summand for each channel.
  public func batchNormalized(
    weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, epsilon: Float
  ) -> Tensor {
    let scale = weight / (variance + epsilon).squareRoot()
    return scaledByChannel(scale, plus: bias - mean * scale)
  }
}
