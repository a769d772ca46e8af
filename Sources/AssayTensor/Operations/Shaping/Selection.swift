/// Takes one element of every row of a matrix.
struct Selection: Operation {
  let columns: [Int]

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: [columns.count]) { out in
      for (row, column) in columns.enumerated() { out[row] = x.pointer[row * x.shape[1] + column] }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(Placement(columns: columns, width: inputs[0].shape[1]), [upstream])]
  }
}
