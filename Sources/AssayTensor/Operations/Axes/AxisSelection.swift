import CAssayKernels

/// Takes along one axis what stands where the maximum was.
struct AxisSelection: Operation {
  let axis: Int
  let winners: AxisWinners

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let view = AxisView(x.shape, axis: axis)
    return Tensor(shape: x.shape.with(1, along: axis)) { out in
      let (out, source) = (KernelOutput(out), x.storage)
      view.forEachShare { share in
        let first = share.lowerBound * view.inner
        assay_axis_take(
          out.pointer + first, source.pointer + first * view.extent, winners.pointer + first, share.count, view.extent,
          view.inner)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(AxisPlacement(axis: axis, extent: inputs[0].shape[axis], winners: winners), [upstream])]
  }
}
