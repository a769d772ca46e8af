import CAssayKernels

/// Multiplies each channel by a factor: the first input is N×C×H×W or N×C, the second has C numbers.
struct ChannelScaling: Operation {
  func forward(_ inputs: [Tensor]) -> Tensor {
    ChannelLoop.scale(inputs[0], by: inputs[1], plus: nil)
  }

  func kept(needed: [Bool]) -> KeptTensors { .factors(needed: needed) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [
      needed[0] ? upstream.scaledByChannel(inputs[1]) : nil,
      needed[1] ? upstream.productsByChannel(with: inputs[0]) : nil,
    ]
  }
}

/// Multiplies each channel by a factor and adds a summand, in one pass.
struct ChannelAffinity: Operation {
  func forward(_ inputs: [Tensor]) -> Tensor {
    ChannelLoop.scale(inputs[0], by: inputs[1], plus: inputs[2])
  }

  func kept(needed: [Bool]) -> KeptTensors { .factors(needed: needed) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [
      needed[0] ? upstream.scaledByChannel(inputs[1]) : nil,
      needed[1] ? upstream.productsByChannel(with: inputs[0]) : nil,
      needed[2] ? upstream.summedByChannel() : nil,
    ]
  }
}
