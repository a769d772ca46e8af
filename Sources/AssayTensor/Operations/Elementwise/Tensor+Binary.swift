extension Tensor {
  /// Applies `function` after stretching both to a common shape (axes of extent 1 are repeated).
  private static func binary(_ function: BinaryFunction, _ x: Tensor, _ y: Tensor) -> Tensor {
    if x.shape == y.shape { return apply(BinaryOperation(function: function), [x, y]) }
    if function == .multiply, let (images, gates) = Tensor.gating(x, y) {
      return apply(GateScaling(), [images, gates])
    }
    let shape = Shape.broadcast(x.shape, y.shape)
    return apply(BinaryOperation(function: function), [x.broadcast(to: shape), y.broadcast(to: shape)])
  }

  private func scalar(_ function: BinaryFunction, _ scalar: Float) -> Tensor {
    apply(ScalarOperation(function: function, scalar: scalar), [self])
  }

  /// The sums of the elements.
  public static func + (x: Tensor, y: Tensor) -> Tensor { binary(.add, x, y) }

  /// The differences of the elements.
  public static func - (x: Tensor, y: Tensor) -> Tensor { binary(.subtract, x, y) }

  /// The products of the elements.
  public static func * (x: Tensor, y: Tensor) -> Tensor { binary(.multiply, x, y) }

  /// The quotients of the elements.
  public static func / (x: Tensor, y: Tensor) -> Tensor { binary(.divide, x, y) }

  /// The greater of each pair of elements; where both are equal each has half the gradient.
  public static func maximum(_ x: Tensor, _ y: Tensor) -> Tensor { binary(.maximum, x, y) }

  /// The lesser of each pair of elements; where both are equal each has half the gradient.
  public static func minimum(_ x: Tensor, _ y: Tensor) -> Tensor { binary(.minimum, x, y) }

  /// Adds a number to every element.
  public static func + (x: Tensor, y: Float) -> Tensor { x.scalar(.add, y) }

  /// Subtracts a number from every element.
  public static func - (x: Tensor, y: Float) -> Tensor { x.scalar(.subtract, y) }

  /// Multiplies every element by a number.
  public static func * (x: Tensor, y: Float) -> Tensor { x.scalar(.multiply, y) }

  /// Divides every element by a number.
  public static func / (x: Tensor, y: Float) -> Tensor { x.scalar(.divide, y) }

  /// Subtracts every element from a number.
  public static func - (x: Float, y: Tensor) -> Tensor { -y + x }

  /// The elements where those of `mask` are positive or NaN, 0 elsewhere; `mask` is not differentiated.
  package func masked(wherePositive mask: Tensor) -> Tensor {
    apply(BinaryOperation(function: .maskPositive), [self, mask])
  }
}
