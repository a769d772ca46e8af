import AssayBase
import CAssayKernels

/// Applies a sparse map along one axis.
struct AxisResampling: Operation {
  let axis: Int
  let map: SparseMap

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (x, map) = (inputs[0], map)
    let view = AxisView(x.shape, axis: axis)
    return Tensor(shape: x.shape.with(map.targets, along: axis)) { out in
      let (out, source) = (KernelOutput(out), x.storage)
      map.forEachShare(of: view.outer, inner: view.inner) { outer, targets in
        map.starts.withUnsafeBufferPointer { starts in
          guard let starts = starts.baseAddress else { return }
          assay_resample_axis(
            out.pointer + (outer.lowerBound * map.targets + targets.lowerBound) * view.inner,
            source.pointer + outer.lowerBound * view.extent * view.inner, outer.count, targets.count, view.extent,
            view.inner, starts + targets.lowerBound, map.indices, map.weights)
        }
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(AxisResampling(axis: axis, map: map.transposed), [upstream])]
  }
}

extension SparseMap {
  /// Deals the targets of each of `outer` axes to the workers, in shares worth a thread: whole axes or parts of one.
  func forEachShare(of outer: Int, inner: Int, _ body: @Sendable (_ outer: Range<Int>, _ targets: Range<Int>) -> Void) {
    guard targets > 0 else { return }
    let work = max(1, inner * max(targets, weights.count))
    let most = 1 << 15
    if work <= most {
      WorkerPool.forEachSlice(of: outer, size: most / work) { body($0, 0..<targets) }
      return
    }
    let parts = min(targets, (work + most - 1) / most)
    WorkerPool.forEach(outer * parts) { share in
      let (index, part) = (share / parts, share % parts)
      body(index..<index + 1, targets * part / parts..<targets * (part + 1) / parts)
    }
  }
}
