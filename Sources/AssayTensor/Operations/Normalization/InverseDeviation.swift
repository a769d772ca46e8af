/// 1 / √(variance + ε) of each group of elements, as a function of the elements.
struct InverseDeviation: Operation {
  /// The moments of this very input.
  let moments: StandardizationMoments

  func forward(_ inputs: [Tensor]) -> Tensor { moments.inverse }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let y = apply(Standardization(moments: moments), inputs)
    return [y * (upstream * output.squared() / -Float(moments.size))]
  }
}
