import CAssayKernels

/// Adds up a tensor along the axes where `shape` has extent 1.
struct Summation: Operation {
  let shape: Shape

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: shape) { out in
      if shape.count == 1 {
        out.pointee = assay_sum(x.pointer, x.count)
      } else if let columns = BroadcastLoop.columnsKept(of: x.shape, in: shape) {
        assay_sum_columns(out, x.pointer, columns == 0 ? 0 : x.count / columns, columns)
      } else if shape[0] == x.shape[0], shape.count == shape[0] {
        assay_sum_rows(out, x.pointer, shape[0], x.count / max(1, shape[0]))
      } else {
        assay_fill(out, 0, shape.count)
        BroadcastLoop(from: shape, to: x.shape).forEachRun { target, source, length, repeats in
          if repeats {
            out[target] += assay_sum(x.pointer + source, length)
          } else {
            assay_binary_apply(ASSAY_ADD, out + target, out + target, x.pointer + source, length)
          }
        }
      }
    }
  }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream.broadcast(to: inputs[0].shape)]
  }
}
