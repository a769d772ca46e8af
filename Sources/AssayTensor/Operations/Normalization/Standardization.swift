/// Subtracts the mean of each group of elements and divides by its deviation, both of which depend on the input.
struct Standardization: Operation {
  /// The moments of this very input.
  let moments: StandardizationMoments

  func forward(_ inputs: [Tensor]) -> Tensor { moments.standardize(inputs[0]) }

  func kept(needed: [Bool]) -> KeptTensors { .inputs }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(StandardizationGradient(moments: moments), [upstream, inputs[0]])]
  }
}
