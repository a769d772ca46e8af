/// The sums by channel of a gradient times the standardized form of the second input, which is not formed.
struct StandardizedProducts: Operation {
  /// The moments of the channels of the second input.
  let moments: StandardizationMoments

  func forward(_ inputs: [Tensor]) -> Tensor {
    moments.products(inputs[0], at: inputs[1]).reshaped(to: [inputs[1].channelCount])
  }

  func kept(needed: [Bool]) -> KeptTensors { .inputs(needed[1], true) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (gradient, x) = (inputs[0], inputs[1])
    return [
      needed[0] ? apply(Standardization(moments: moments), [x]).scaledByChannel(upstream) : nil,
      needed[1]
        ? apply(StandardizationGradient(moments: moments), [gradient.scaledByChannel(upstream), x]) : nil,
    ]
  }
}
