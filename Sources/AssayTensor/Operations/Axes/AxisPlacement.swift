import CAssayKernels

/// Puts each number where the maximum was, among zeros: the transpose of ``AxisSelection``.
struct AxisPlacement: Operation {
  let axis, extent: Int
  let winners: AxisWinners

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let shape = x.shape.with(extent, along: axis)
    let view = AxisView(shape, axis: axis)
    return Tensor(shape: shape) { out in
      let (out, source) = (KernelOutput(out), x.storage)
      view.forEachShare { share in
        let first = share.lowerBound * view.inner
        assay_axis_put(
          out.pointer + first * extent, source.pointer + first, winners.pointer + first, share.count, extent,
          view.inner)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(AxisSelection(axis: axis, winners: winners), [upstream])]
  }
}
