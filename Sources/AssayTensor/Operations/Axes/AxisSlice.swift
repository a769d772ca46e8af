/// Takes consecutive indices of one axis.
struct AxisSlice: Operation {
  let axis: Int
  let range: Range<Int>

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let view = AxisView(x.shape, axis: axis)
    let copy = StridedCopy(
      extents: [view.outer, range.count * view.inner], outStrides: [range.count * view.inner, 1],
      sourceStrides: [view.extent * view.inner, 1])
    return Tensor(shape: x.shape.with(range.count, along: axis)) {
      copy.run(KernelOutput($0), x.storage, offset: range.lowerBound * view.inner)
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let x = inputs[0].shape
    let parts = [
      Tensor.zeros(x.with(range.lowerBound, along: axis)), upstream,
      Tensor.zeros(x.with(x[axis] - range.upperBound, along: axis)),
    ]
    return [.concatenating(parts.filter { $0.shape[axis] > 0 }, axis: axis)]
  }
}

extension Tensor {
  /// Consecutive indices of one axis; negative axes count from the end.
  ///
  /// A range that does not exist is a programming error.
  public func slice(_ range: Range<Int>, axis: Int) -> Tensor {
    let axis = shape.resolved(axis: axis)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "indices \(range) do not exist along axis \(axis) of a tensor of shape \(shape)")
    return range == 0..<shape[axis] ? self : apply(AxisSlice(axis: axis, range: range), [self])
  }

  /// Consecutive parts of the given sizes along one axis; the sizes must add up to its extent.
  public func split(sizes: [Int], axis: Int) -> [Tensor] {
    let axis = shape.resolved(axis: axis)
    precondition(
      sizes.reduce(0, +) == shape[axis],
      "parts of \(sizes) do not make up axis \(axis) of a tensor of shape \(shape)")
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return slice(start..<start + size, axis: axis)
    }
  }

  /// Consecutive channels of a tensor N×C×H×W.
  public func channels(_ range: Range<Int>) -> Tensor { slice(range, axis: 1) }
}
