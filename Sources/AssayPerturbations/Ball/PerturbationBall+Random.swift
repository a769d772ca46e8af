import AssayBase
import AssayTensor

extension PerturbationBall {
  /// A random change of `count` values inside the ball around 0: uniform in the cube, or in the sphere's interior.
  func randomChange(count: Int, key: RandomKey) -> Tensor {
    let radius = Float(epsilon)
    switch norm {
    case .linf: return .uniform(-radius, radius, shape: [count], key: key.derived("cube"))
    case .l2:
      let direction = Tensor.normal(shape: [count], key: key.derived("direction"))
      let length = max(direction.squared().sum().squareRoot().scalar, 1e-12)
      // A radius with density r^(d−1): the d-th root of a uniform number.
      let uniform = 1 - Tensor.uniform(0, 1, shape: [1], key: key.derived("radius"))
      let share = (uniform.log() / Float(count)).exp().scalar
      return direction * (radius * share / length)
    }
  }

  /// Each image with a random change of its own, cut to [0, 1].
  func randomlyChanged(_ images: Tensor, keys: [RandomKey]) -> Tensor {
    let pixels = images.count / max(1, keys.count)
    let changes = Tensor(shape: images.shape) { out in
      for (row, key) in keys.enumerated() {
        (out + row * pixels).update(from: randomChange(count: pixels, key: key).pointer, count: pixels)
      }
    }
    return (images + changes).clampedToBox
  }
}
