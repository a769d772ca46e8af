import CAssayKernels

/// Puts the channels of several tensors N×C×H×W one after the other.
struct ChannelConcatenation: Operation {
  func forward(_ inputs: [Tensor]) -> Tensor {
    let first = inputs[0].shape
    let shape: Shape = [first[0], inputs.reduce(0) { $0 + $1.shape[1] }, first[2], first[3]]
    return Tensor(shape: shape) { out in
      var target = assay_view.packed(out, shape, from: 0)
      for input in inputs {
        assay_copy_view(
          target, .packed(input.storage.pointer, input.shape, from: 0), shape[0], shape[2], shape[3], input.shape[1])
        target.base += input.shape[1]
      }
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    var channel = 0
    return zip(inputs, needed).map { input, isNeeded in
      let range = channel..<channel + input.shape[1]
      channel = range.upperBound
      return isNeeded ? upstream.channels(range) : nil
    }
  }
}

/// Takes some consecutive channels of a tensor N×C×H×W.
struct ChannelSlice: Operation {
  let range: Range<Int>

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let shape: Shape = [x.shape[0], range.count, x.shape[2], x.shape[3]]
    return Tensor(shape: shape) { out in
      var source = assay_view.packed(x.storage.pointer, x.shape, from: 0)
      source.base += range.lowerBound
      assay_copy_view(.packed(out, shape, from: 0), source, shape[0], shape[2], shape[3], shape[1])
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let x = inputs[0].shape
    func zeros(_ channels: Int) -> Tensor { .zeros([x[0], channels, x[2], x[3]]) }
    let parts = [zeros(range.lowerBound), upstream, zeros(x[1] - range.upperBound)]
    return [.concatenatingChannels(parts.filter { $0.shape[1] > 0 })]
  }
}

extension Tensor {
  /// The channels of tensors N×C×H×W that differ in C only, one after the other.
  public static func concatenatingChannels(_ parts: [Tensor]) -> Tensor {
    precondition(
      !parts.isEmpty
        && parts.allSatisfy {
          $0.shape.rank == 4 && $0.shape[0] == parts[0].shape[0] && $0.shape[2] == parts[0].shape[2]
            && $0.shape[3] == parts[0].shape[3]
        }, "shapes \(parts.map(\.shape)) cannot be put channel after channel")
    return parts.count == 1 ? parts[0] : apply(ChannelConcatenation(), parts)
  }

  /// Consecutive channels of a tensor N×C×H×W.
  public func channels(_ range: Range<Int>) -> Tensor {
    precondition(
      shape.rank == 4 && range.lowerBound >= 0 && range.upperBound <= shape[1],
      "channels \(range) do not exist in a tensor of shape \(shape)")
    return apply(ChannelSlice(range: range), [self])
  }
}
