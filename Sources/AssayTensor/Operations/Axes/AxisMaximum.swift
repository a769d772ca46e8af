import CAssayKernels

/// The maximum along one axis, which keeps the extent 1.
struct AxisMaximum: Operation {
  let axis: Int

  func forward(_ inputs: [Tensor]) -> Tensor { run(inputs[0], winners: nil) }

  func kept(needed: [Bool]) -> KeptTensors { .inputs }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    let winners = AxisWinners(count: output.count)
    _ = run(inputs[0], winners: winners)
    return [apply(AxisPlacement(axis: axis, extent: inputs[0].shape[axis], winners: winners), [upstream])]
  }

  private func run(_ x: Tensor, winners: AxisWinners?) -> Tensor {
    let view = AxisView(x.shape, axis: axis)
    return Tensor(shape: x.shape.with(1, along: axis)) { out in
      let (out, source) = (KernelOutput(out), x.storage)
      view.forEachShare { share in
        let first = share.lowerBound * view.inner
        assay_axis_maximum(
          out.pointer + first, winners.map { $0.pointer + first }, source.pointer + first * view.extent, share.count,
          view.extent, view.inner)
      }
    }
  }
}
