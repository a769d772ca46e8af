/// The gradient of ``ChannelNormalization`` brought to its input, from the gradient, the factors and that input.
///
/// The same as ``StandardizationGradient`` of the gradient times the factors, without forming the latter.
struct ChannelNormalizationGradient: Operation {
  /// The moments of the channels of the third input.
  let moments: StandardizationMoments

  func forward(_ inputs: [Tensor]) -> Tensor { moments.backward(inputs[0], scaledBy: inputs[1], at: inputs[2]) }

  func kept(needed: [Bool]) -> KeptTensors { .inputs }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (gradient, factors, x) = (inputs[0], inputs[1], inputs[2])
    let parts = StandardizationGradient(moments: moments).pullback(
      upstream, inputs: [gradient.scaledByChannel(factors), x], output: output,
      needed: [needed[0] || needed[1], needed[2]])
    return [
      needed[0] ? parts[0]?.scaledByChannel(factors) : nil,
      needed[1] ? parts[0]?.productsByChannel(with: gradient) : nil,
      parts[1],
    ]
  }
}
