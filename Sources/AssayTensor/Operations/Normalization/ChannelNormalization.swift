/// Standardizes each channel and gives it a factor and a summand; keeps its input alone, from which the rest is had again.
struct ChannelNormalization: Operation {
  /// The moments of the channels of this very input.
  let moments: StandardizationMoments

  func forward(_ inputs: [Tensor]) -> Tensor {
    moments.standardize(inputs[0], thenScaleBy: inputs[1], plus: inputs[2])
  }

  func kept(needed: [Bool]) -> KeptTensors { .inputs }

  var isRepeated: Bool { true }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let (x, factors) = (inputs[0], inputs[1])
    return [
      needed[0] ? apply(ChannelNormalizationGradient(moments: moments), [upstream, factors, x]) : nil,
      needed[1] ? apply(StandardizedProducts(moments: moments), [upstream, x]) : nil,
      needed[2] ? upstream.summedByChannel() : nil,
    ]
  }
}
