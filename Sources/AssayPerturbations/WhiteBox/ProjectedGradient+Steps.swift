import AssayBase
import AssayTensor
import CAssayKernels

extension ProjectedGradient {
  /// Where the search begins for each example.
  func startingImages(_ batch: AttackBatch, rows: [Int], restart: Int) -> Tensor {
    let images = batch.images
    switch start {
    case .image: return images
    case .offset(let offset): return clampedToBox(images + offset.rows(rows))
    case .random:
      let pixels = images.shape.dimensions.dropFirst().reduce(1, *)
      let offset = Tensor(shape: images.shape) { out in
        for (row, key) in batch.keys.enumerated() {
          let offset = randomOffset(count: pixels, key: key.derived("start").derived(restart))
          (out + row * pixels).update(from: offset.pointer, count: pixels)
        }
      }
      return clampedToBox(images + offset)
    }
  }

  /// A random point of the ball around 0: uniform in the cube, or uniform in the sphere's interior.
  private func randomOffset(count: Int, key: RandomKey) -> Tensor {
    let epsilon = Float(bounds.epsilon)
    switch bounds.norm {
    case .linf: return .uniform(-epsilon, epsilon, shape: [count], key: key.derived("cube"))
    case .l2:
      let direction = Tensor.normal(shape: [count], key: key.derived("direction"))
      let length = max(direction.squared().sum().squareRoot().scalar, 1e-12)
      // A radius with density r^(d−1): the d-th root of a uniform number.
      let uniform = 1 - Tensor.uniform(0, 1, shape: [1], key: key.derived("radius"))
      let radius = (uniform.log() / Float(count)).exp().scalar
      return direction * (epsilon * radius / length)
    }
  }

  private func clampedToBox(_ images: Tensor) -> Tensor {
    Tensor(shape: images.shape) { assay_clamp($0, images.pointer, 0, 1, images.count) }
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
      return clampedToBox(projected)
    }
  }

  /// A factor for each example computed from the length of its row, stretched over its pixels.
  private func alongRows(_ rows: Tensor, _ factor: (Float) -> Float) -> Tensor {
    let factors = rows.squared().sumPerExample().squareRoot().elements.map(factor)
    return Tensor(shape: [rows.shape[0], 1, 1, 1], elements: factors).broadcast(to: rows.shape)
  }
}
