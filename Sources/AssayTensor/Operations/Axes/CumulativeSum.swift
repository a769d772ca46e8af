import CAssayKernels

/// The running sums along one axis, from its start or, reversed, from its end.
struct CumulativeSum: Operation {
  let axis: Int
  let isReversed: Bool

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let view = AxisView(x.shape, axis: axis)
    return Tensor(shape: x.shape) { out in
      let (out, source) = (KernelOutput(out), x.storage)
      view.forEachShare { share in
        let first = share.lowerBound * view.extent * view.inner
        assay_cumulative_sum(
          out.pointer + first, source.pointer + first, share.count, view.extent, view.inner, isReversed)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(CumulativeSum(axis: axis, isReversed: !isReversed), [upstream])]
  }
}
