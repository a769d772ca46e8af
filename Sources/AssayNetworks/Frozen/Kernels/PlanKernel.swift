import AssayTensor

/// What a function of a graph computes, where a frozen plan has a faster way to it than its differentiable form.
///
/// Told in terms of memory: an example is a run of numbers, and a row some of them that lie together.
package enum PlanKernel: Sendable {
  /// The same numbers in another order, or some of them.
  case rearrangement(Rearrangement)
  /// Every row times the transpose of out×in weights, and a bias: a dense layer on many rows.
  case rowProduct(weight: Tensor, bias: Tensor?)
  /// A factor and a summand for each place in a row.
  case rowAffine(scale: Tensor, shift: Tensor)
  /// The products of the matrices of two values.
  case products(MatrixProducts)
  /// The softmax of every row of so many numbers.
  case softmax(columns: Int)
  /// Every row with mean 0 and variance 1, then a factor and a summand for each place in it.
  case standardization(epsilon: Float, scale: Tensor, shift: Tensor)
  /// A function of each number.
  case activation(ActivationFunction)

  /// The weights that it reads.
  var weightCount: Int {
    switch self {
    case .rearrangement, .products, .softmax, .activation: 0
    case .rowProduct(let weight, let bias): weight.count + (bias?.count ?? 0)
    case .rowAffine(let scale, let shift), .standardization(_, let scale, let shift): scale.count + shift.count
    }
  }
}
