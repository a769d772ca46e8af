/// Puts tensors one after the other along one axis.
struct AxisConcatenation: Operation {
  let axis: Int

  func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = inputs[0].shape.with(inputs.reduce(0) { $0 + $1.shape[axis] }, along: axis)
    let view = AxisView(shape, axis: axis)
    return Tensor(shape: shape) { out in
      var target = out
      for input in inputs {
        let run = input.shape[axis] * view.inner
        let copy = StridedCopy(
          extents: [view.outer, run], outStrides: [view.extent * view.inner, 1], sourceStrides: [run, 1])
        copy.run(KernelOutput(target), input.storage)
        target += run
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    var start = 0
    return zip(inputs, needed).map { input, isNeeded in
      let range = start..<start + input.shape[axis]
      start = range.upperBound
      return isNeeded ? upstream.slice(range, axis: axis) : nil
    }
  }
}

extension Tensor {
  /// Tensors that differ along one axis only, one after the other along it; negative axes count from the end.
  public static func concatenating(_ parts: [Tensor], axis: Int) -> Tensor {
    precondition(!parts.isEmpty, "there is nothing to put together")
    let axis = parts[0].shape.resolved(axis: axis)
    precondition(
      parts.allSatisfy {
        $0.shape.rank == parts[0].shape.rank && $0.shape.with(0, along: axis) == parts[0].shape.with(0, along: axis)
      }, "shapes \(parts.map(\.shape)) cannot be put together along axis \(axis)")
    return parts.count == 1 ? parts[0] : apply(AxisConcatenation(axis: axis), parts)
  }

  /// The channels of tensors N×C×H×W that differ in C only, one after the other.
  public static func concatenatingChannels(_ parts: [Tensor]) -> Tensor { concatenating(parts, axis: 1) }
}
