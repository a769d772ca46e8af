/// Puts the axes of a tensor into another order: axis i of the result is axis `order[i]` of the input.
struct Permutation: Operation {
  let order: [Int]

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let shape = Shape(order.map { x.shape[$0] })
    let (from, to) = (x.shape.storageStrides, shape.storageStrides)
    // Along the result's axes as they lie in memory, the outermost first.
    let axes = (0..<shape.rank).sorted { shape.storageAxis($0) < shape.storageAxis($1) }
    let copy = StridedCopy(
      extents: axes.map { shape[$0] }, outStrides: axes.map { to[$0] }, sourceStrides: axes.map { from[order[$0]] })
    return Tensor(shape: shape) { copy.run(KernelOutput($0), x.storage) }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    var inverse = order
    for (place, axis) in order.enumerated() { inverse[axis] = place }
    return [upstream.permuted(inverse)]
  }
}

extension Tensor {
  /// The axes in another order: axis i of the result is axis `order[i]`.
  ///
  /// `order` names each axis once; anything else is a programming error.
  public func permuted(_ order: [Int]) -> Tensor {
    precondition(
      order.sorted() == Array(0..<shape.rank), "\(order) is not an order of the axes of a tensor of shape \(shape)")
    if order == Array(0..<shape.rank) { return self }
    return apply(Permutation(order: order), [self])
  }

  /// Two axes exchanged, negative ones counted from the end; the last two unless said otherwise.
  public func transposed(_ first: Int = -2, _ second: Int = -1) -> Tensor {
    var order = Array(0..<shape.rank)
    order.swapAt(shape.resolved(axis: first), shape.resolved(axis: second))
    return permuted(order)
  }
}
