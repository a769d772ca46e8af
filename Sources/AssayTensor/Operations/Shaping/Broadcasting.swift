import CAssayKernels

/// Repeats a tensor along its axes of extent 1.
struct Broadcasting: Operation {
  let shape: Shape

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    return Tensor(shape: shape) { out in
      if x.count == 1 { return assay_fill(out, x.pointer.pointee, shape.count) }
      let loop = BroadcastLoop(from: x.shape, to: shape)
      loop.forEachRun { source, target, length, repeats in
        if repeats {
          assay_fill(out + target, x.pointer[source], length)
        } else {
          (out + target).update(from: x.pointer + source, count: length)
        }
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [upstream.summed(to: inputs[0].shape)]
  }
}
