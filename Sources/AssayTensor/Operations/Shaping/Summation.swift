import AssayBase
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
        sumColumns(of: x, columns, into: KernelOutput(out))
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

  /// Deals the columns to the workers: each is one chain over all rows.
  private func sumColumns(of x: Tensor, _ columns: Int, into out: KernelOutput) {
    let (source, rows) = (x.storage, columns == 0 ? 0 : x.count / columns)
    WorkerPool.forEachSlice(of: columns, size: x.count < Self.fewElements ? columns : Self.columnsAtOnce) { slice in
      assay_sum_columns_strided(
        out.pointer + slice.lowerBound, source.pointer + slice.lowerBound, rows, slice.count, columns)
    }
  }

  private static let columnsAtOnce = 64
  private static let fewElements = 1 << 15

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream.broadcast(to: inputs[0].shape)]
  }
}
