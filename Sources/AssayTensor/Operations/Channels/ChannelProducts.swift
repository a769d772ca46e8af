import AssayBase
import CAssayKernels

/// Sums the products of two tensors over everything but the channel.
struct ChannelProducts: Operation {
  func forward(_ inputs: [Tensor]) -> Tensor {
    ChannelLoop.products(inputs[0], inputs[1])
  }

  func kept(needed: [Bool]) -> KeptTensors { .factors(needed: needed) }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [
      needed[0] ? inputs[1].scaledByChannel(upstream) : nil,
      needed[1] ? inputs[0].scaledByChannel(upstream) : nil,
    ]
  }
}
