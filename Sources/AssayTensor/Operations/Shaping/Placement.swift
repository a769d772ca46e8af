/// Puts one element into every row of a matrix of zeros: the transpose of ``Selection``.
struct Placement: Operation {
  let columns: [Int]
  let width: Int

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: [columns.count, width]) { out in
      out.update(repeating: 0, count: columns.count * width)
      for (row, column) in columns.enumerated() { out[row * width + column] = x.pointer[row] }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(Selection(columns: columns), [upstream])]
  }
}
