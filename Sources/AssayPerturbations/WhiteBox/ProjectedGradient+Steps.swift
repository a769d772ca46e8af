import AssayBase
import AssayTensor
import CAssayKernels

extension ProjectedGradient {
  /// Where the search begins for each example.
  func startingImages(_ batch: AttackBatch) -> Tensor {
    switch start {
    case .image: batch.images
    case .offset(let offset): (batch.images + offset).clampedToBox
    case .random:
      bounds.randomlyChanged(batch.images, keys: batch.keys.map { $0.derived("start").derived(0) })
    }
  }

  /// One step up a gradient, brought back into the ball and the box.
  func step(_ current: Tensor, origin: Tensor, along gradient: Tensor) -> Tensor {
    let alpha = Float(stepSize)
    switch norm {
    case .linf:
      return Tensor(shape: current.shape) { out in
        out.update(from: current.pointer, count: current.count)
        assay_linf_step(out, origin.pointer, gradient.pointer, alpha, Float(bounds.epsilon), 0, 1, current.count)
      }
    case .l2:
      let moved = current + gradient.scalingRows(byLength: { $0 > 0 ? alpha / $0 : 0 })
      return bounds.projected(moved, around: origin)
    case .l1: return l1Step.taken(from: current, origin: origin, along: gradient, length: alpha, in: bounds)
    case .l0:
      let moved = current + gradient.scalingRows(by: gradient.largestSizes.map { $0 > 0 ? alpha / $0 : 0 })
      return bounds.projected(moved, around: origin)
    }
  }
}

extension Tensor {
  /// The largest absolute value of each example.
  fileprivate var largestSizes: [Float] {
    let rest = count / max(1, shape[0])
    let zero = Tensor.zeros([rest])
    return (0..<shape[0]).map { assay_max_absolute_difference(pointer + $0 * rest, zero.pointer, rest) }
  }
}
