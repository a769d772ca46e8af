import AssayNetworks
import AssayTensor

/// The gradients at the pixels of channels' mean activations.
struct ChannelSlope {
  private let activated: Plan
  /// What the layer's activation gets, where it ends with one.
  private let before: Plan?

  init(of value: PlanValue, in graph: NetworkGraph) throws {
    activated = try graph.plan(to: [value]) { $1.mean(of: $0) }
    guard let node = graph.producer(of: value), case .activation = node.operation else {
      before = nil
      return
    }
    before = try graph.plan(to: node.inputs) { $1.mean(of: $0) }
  }

  /// For each image the gradient of its channel's mean activation; where that is zero throughout, of the mean of what the
  /// activation gets.
  func gradients(of channels: [Int], at images: Tensor) throws -> Tensor {
    let gradient = try Self.gradient(activated, channels, images)
    let sizes = gradient.absolute().sumPerExample().elements
    let flat = sizes.indices.filter { sizes[$0] == 0 }
    guard let before, !flat.isEmpty else { return gradient }
    return gradient.replacing(
      rows: flat, with: try Self.gradient(before, flat.map { channels[$0] }, images.rows(flat)))
  }

  private static func gradient(_ plan: Plan, _ channels: [Int], _ images: Tensor) throws -> Tensor {
    try plan.outputsAndInputGradient(for: images) { outputs, rows in
      [Tensor.oneHot(channels[rows], shape: outputs[0].shape)]
    }.gradient
  }
}

extension Tensor {
  /// Zeros but for a one at a channel of each row.
  fileprivate static func oneHot(_ channels: ArraySlice<Int>, shape: Shape) -> Tensor {
    Tensor(shape: shape) { out in
      for (row, channel) in channels.enumerated() {
        for other in 0..<shape[1] { out[row * shape[1] + other] = other == channel ? 1 : 0 }
      }
    }
  }
}
