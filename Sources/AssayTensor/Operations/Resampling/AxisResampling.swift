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
      view.forEachShare { share in
        assay_resample_axis(
          out.pointer + share.lowerBound * map.targets * view.inner,
          source.pointer + share.lowerBound * view.extent * view.inner, share.count, map.targets, view.extent,
          view.inner, map.starts, map.indices, map.weights)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(AxisResampling(axis: axis, map: map.transposed), [upstream])]
  }
}
