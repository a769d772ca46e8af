extension Tensor {
  /// The sums along `axes` (negative ones count from the end), which are dropped unless kept with extent 1.
  public func sum(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let sums = summed(to: shape.collapsed(axes: axes))
    return keepingAxes ? sums : sums.reshaped(to: shape.dropping(axes: axes))
  }

  /// The means along `axes`.
  public func mean(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    sum(axes: axes, keepingAxes: keepingAxes) / Float(extent(of: axes))
  }

  /// The variances along `axes`: mean squared distances from the mean; `isUnbiased` divides by one less.
  public func variance(axes: [Int], isUnbiased: Bool = true, keepingAxes: Bool = false) -> Tensor {
    let size = extent(of: axes)
    return (self - mean(axes: axes, keepingAxes: true)).squared().sum(axes: axes, keepingAxes: keepingAxes)
      / Float(isUnbiased ? size - 1 : size)
  }

  /// The maxima along one axis; of equal ones the first has the gradient. NaN wins over everything.
  public func maximum(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let axis = shape.resolved(axis: axis)
    precondition(shape[axis] > 0, "a tensor of shape \(shape) has no maximum along axis \(axis)")
    let maxima = apply(AxisMaximum(axis: axis), [self])
    return keepingAxis ? maxima : maxima.reshaped(to: shape.dropping(axes: [axis]))
  }

  /// log Σ eˣ along one axis, without overflow.
  public func logSumExp(axis: Int, keepingAxis: Bool = false) -> Tensor {
    let axis = shape.resolved(axis: axis)
    // Constant: its derivative cancels. Bounded, so that a row of infinities does not become NaN.
    let shift = detached.maximum(axis: axis, keepingAxis: true)
      .clamped(-.greatestFiniteMagnitude, .greatestFiniteMagnitude)
    let result = (self - shift).exp().sum(axes: [axis], keepingAxes: true).log() + shift
    return keepingAxis ? result : result.reshaped(to: shape.dropping(axes: [axis]))
  }

  /// The ℓ1 norms along `axes`: sums of absolute values.
  public func l1Norm(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    absolute().sum(axes: axes, keepingAxes: keepingAxes)
  }

  /// The ℓ2 norms along `axes`; the gradient of a norm of 0 is 0.
  public func l2Norm(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let squares = squared().sum(axes: axes, keepingAxes: keepingAxes)
    return squares.clamped(.leastNormalMagnitude, .infinity).squareRoot().masked(wherePositive: squares.detached)
  }

  /// The running sums along one axis.
  public func cumulativeSum(axis: Int) -> Tensor {
    apply(CumulativeSum(axis: shape.resolved(axis: axis), isReversed: false), [self])
  }

  private func extent(of axes: [Int]) -> Int {
    axes.reduce(1) { $0 * shape[shape.resolved(axis: $1)] }
  }
}
