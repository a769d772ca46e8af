extension Tensor {
  private func standardized(_ moments: StandardizationMoments) -> Tensor {
    apply(Standardization(moments: moments), [self])
  }

  /// Batch normalisation by the statistics of this batch (Ioffe and Szegedy 2015, algorithm 1).
  ///
  /// Works on N×C×H×W and N×C.
  ///
  /// - Returns: The normalised tensor, and the means and (biased) variances of the channels as constants.
  public func batchNormalized(
    weight: Tensor, bias: Tensor, epsilon: Float
  ) -> (output: Tensor, mean: Tensor, variance: Tensor) {
    precondition(shape.rank == 4 || shape.rank == 2, "a tensor of shape \(shape) has no channels")
    let moments = StandardizationMoments.ofChannels(detached, epsilon: epsilon)
    return (
      apply(ChannelNormalization(moments: moments), [self, weight, bias]), moments.mean.reshaped(to: [channelCount]),
      moments.variance.reshaped(to: [channelCount])
    )
  }

  /// Batch normalisation by given statistics: a factor and a summand for each channel.
  public func batchNormalized(
    weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, epsilon: Float
  ) -> Tensor {
    let scale = weight / (variance + epsilon).squareRoot()
    return scaledByChannel(scale, plus: bias - mean * scale)
  }

  /// Layer normalisation over the last axes, as many as `weight` has (Ba, Kiros and Hinton 2016).
  public func layerNormalized(weight: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
    let (kept, inner) = (shape.rank - weight.shape.rank, weight.shape)
    precondition(
      kept >= 0 && Shape(Array(shape.dimensions.suffix(inner.rank))) == inner && bias.shape == inner,
      "weights of shape \(inner) do not normalise a tensor of shape \(shape)")
    if shape.rank == 4 && kept == 1 {
      let moments = StandardizationMoments.ofRows(detached, shape: [shape[0], 1, 1, 1], epsilon: epsilon)
      let whole = Shape([1] + inner.dimensions)
      return standardized(moments) * weight.reshaped(to: whole) + bias.reshaped(to: whole)
    }
    let rows = reshaped(to: [count / max(1, inner.count), inner.count])
    let moments = StandardizationMoments.ofRows(rows.detached, shape: [rows.shape[0], 1], epsilon: epsilon)
    return rows.standardized(moments)
      .scaledByChannel(weight.reshaped(to: [inner.count]), plus: bias.reshaped(to: [inner.count]))
      .reshaped(to: shape)
  }

  /// Layer normalisation of each pixel of N×C×H×W over its C channels (Liu et al. 2022).
  public func layerNormalizedByPixel(weight: Tensor, bias: Tensor, epsilon: Float = 1e-6) -> Tensor {
    precondition(shape.rank == 4, "a tensor of shape \(shape) has no pixels")
    let moments = StandardizationMoments.ofRows(detached, shape: shape.with(1, along: 1), epsilon: epsilon)
    return standardized(moments).scaledByChannel(weight, plus: bias)
  }

  /// Group normalisation of N×C×H×W or N×C: over each of `groups` groups of channels of each image (Wu and He 2018).
  ///
  /// One group for each channel is instance normalisation.
  public func groupNormalized(groups: Int, weight: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
    precondition(
      groups > 0 && channelCount > 0 && channelCount % groups == 0,
      "the channels of a tensor of shape \(shape) do not divide into \(groups) groups")
    let rows = reshaped(to: [shape[0] * groups, count / max(1, shape[0] * groups)])
    let moments = StandardizationMoments.ofRows(rows.detached, shape: [rows.shape[0], 1], epsilon: epsilon)
    return rows.standardized(moments).reshaped(to: shape).scaledByChannel(weight, plus: bias)
  }

  /// x / (k + alpha/size · Σ x² over `size` channels around)^beta (Krizhevsky, Sutskever and Hinton 2012, section 3.3).
  ///
  /// Of an even `size` the window reaches one further down than up, as in PyTorch.
  public func locallyNormalized(size: Int, alpha: Float = 1e-4, beta: Float = 0.75, k: Float = 1) -> Tensor {
    precondition(size > 0, "a window of \(size) channels is empty")
    let window = ChannelWindow(before: size / 2, after: (size - 1) / 2)
    let sums = apply(window, [squared()])
    return self * (sums * (alpha / Float(size)) + k).raised(to: -beta)
  }
}
