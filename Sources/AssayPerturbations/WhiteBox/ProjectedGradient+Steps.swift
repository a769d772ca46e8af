import AssayBase
import AssayTensor
import CAssayKernels

extension ProjectedGradient {
  /// Where the search begins for each example.
  func startingImages(_ batch: AttackBatch, rows: [Int], restart: Int) -> Tensor {
    let images = batch.images
    switch start {
    case .image: return images
    case .offset(let offset): return (images + offset.rows(rows)).clampedToBox
    case .random:
      return bounds.randomlyChanged(images, keys: batch.keys.map { $0.derived("start").derived(restart) })
    }
  }

  /// One step: up the gradient of the label's loss, or down that of the target's.
  func step(_ current: Tensor, origin: Tensor, gradient: Tensor, towards areTargets: Bool) -> Tensor {
    let alpha = Float(areTargets ? -stepSize : stepSize)
    switch bounds.norm {
    case .linf:
      return Tensor(shape: current.shape) { out in
        out.update(from: current.pointer, count: current.count)
        assay_linf_step(
          out, origin.pointer, gradient.pointer, alpha, Float(bounds.epsilon), 0, 1, current.count)
      }
    case .l2:
      let moved = current + gradient * alongRows(gradient) { $0 > 0 ? alpha / $0 : 0 }
      let change = moved - origin
      let epsilon = Float(bounds.epsilon)
      // Inside the ball stays inside: only what is too long is shortened.
      let projected = origin + change * alongRows(change) { $0 > epsilon ? epsilon / $0 : 1 }
      return projected.clampedToBox
    }
  }

  /// A factor for each example computed from the length of its row, stretched over its pixels.
  private func alongRows(_ rows: Tensor, _ factor: (Float) -> Float) -> Tensor {
    let factors = rows.squared().sumPerExample().squareRoot().elements.map(factor)
    return Tensor(shape: [rows.shape[0], 1, 1, 1], elements: factors).broadcast(to: rows.shape)
  }
}
