extension Tensor {
  /// Repeats the tensor along axes of extent 1 (or missing in front) until it has `shape`.
  public func broadcast(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    return apply(Broadcasting(shape: shape), [reshaped(to: self.shape.padded(toRank: shape.rank))])
  }

  /// Adds up along axes so that the result has `shape`: the transpose of ``broadcast(to:)``.
  public func summed(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    let padded = shape.padded(toRank: self.shape.rank)
    return apply(Summation(shape: padded), [self]).reshaped(to: shape)
  }

  /// The sum of all elements.
  public func sum() -> Tensor { summed(to: .scalar) }

  /// The mean of all elements.
  public func mean() -> Tensor { sum() / Float(count) }

  /// The sums over all axes but the first: one number an example.
  public func sumPerExample() -> Tensor {
    let examples = shape[0]
    return reshaped(to: [examples, examples == 0 ? 0 : count / examples]).summed(to: [examples, 1]).reshaped(to: [
      examples
    ])
  }
}
