import CAssayKernels

/// Adds rows to a tensor of zeros where they came from: the transpose of ``RowSelection``.
struct RowPlacement: Operation {
  let indices: [Int]
  let count: Int

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let size = x.rowSize
    return Tensor(shape: x.shape.withFirst(count)) { out in
      assay_fill(out, 0, count * size)
      for (row, index) in indices.enumerated() {
        assay_binary_apply(ASSAY_ADD, out + index * size, out + index * size, x.pointer + row * size, size)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(RowSelection(indices: indices), [upstream])]
  }
}
