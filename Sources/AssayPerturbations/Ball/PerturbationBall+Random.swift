import AssayBase
import AssayTensor

extension PerturbationBall {
  /// A random change of `count` values inside the ball around 0.
  ///
  /// Uniform in the cube (ℓ∞), in the sphere's interior (ℓ2) or in the cross-polytope (ℓ1); for ℓ0 uniform changes in
  /// [−1, 1] of pixels that are drawn without replacement.
  package func randomChange(count: Int, channels: Int, key: RandomKey) -> Tensor {
    let radius = Float(epsilon)
    switch norm {
    case .linf: return .uniform(-radius, radius, shape: [count], key: key.derived("cube"))
    case .l2:
      let direction = Tensor.normal(shape: [count], key: key.derived("direction"))
      let length = max(direction.squared().sum().squareRoot().scalar, 1e-12)
      return direction * (radius * radialShare(count, key) / length)
    case .l1:
      // Exponential sizes with random signs are evenly spread over directions of the cross-polytope.
      let uniform = Tensor.uniform(-1, 1, shape: [count], key: key.derived("direction"))
      let sizes = -(1 - uniform.absolute()).log()
      return uniform.sign() * sizes * (radius * radialShare(count, key) / max(sizes.sum().scalar, 1e-12))
    case .l0:
      var stream = RandomStream(key.derived("pixels"))
      let pixels = stream.permutation(of: count / max(1, channels)).prefix(pixelLimit)
      let values = Tensor.uniform(-1, 1, shape: [count], key: key.derived("values"))
      return Tensor(shape: [count]) { out in
        out.update(repeating: 0, count: count)
        for pixel in pixels {
          (out + pixel * channels).update(from: values.pointer + pixel * channels, count: channels)
        }
      }
    }
  }

  /// A share of the radius with density r^(d−1): the d-th root of a uniform number.
  private func radialShare(_ count: Int, _ key: RandomKey) -> Float {
    let uniform = 1 - Tensor.uniform(0, 1, shape: [1], key: key.derived("radius"))
    return (uniform.log() / Float(count)).exp().scalar
  }

  /// Each image with a random change of its own, cut to [0, 1].
  package func randomlyChanged(_ images: Tensor, keys: [RandomKey]) -> Tensor {
    let pixels = images.count / max(1, keys.count)
    let changes = Tensor(shape: images.shape) { out in
      for (row, key) in keys.enumerated() {
        let change = randomChange(count: pixels, channels: images.shape[1], key: key)
        (out + row * pixels).update(from: change.pointer, count: pixels)
      }
    }
    return (images + changes).clampedToBox
  }
}
