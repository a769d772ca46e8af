/// Takes rows along the first axis, in any order and as often as wanted.
struct RowSelection: Operation {
  let indices: [Int]

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let size = x.rowSize
    return Tensor(shape: x.shape.withFirst(indices.count)) { out in
      for (row, index) in indices.enumerated() {
        (out + row * size).update(from: x.pointer + index * size, count: size)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(RowPlacement(indices: indices, count: inputs[0].shape[0]), [upstream])]
  }
}
