import AssayBase
import AssayTensor

/// How images are moved a little to see whether their maps stay.
public enum ImageShift: Sendable {
  /// Every value by a number drawn uniformly from ±radius, then cut to [0, 1]: points of an ℓ∞ ball.
  ///
  /// Drawn once for all images, so that an image has its value whatever its company.
  case uniform(radius: Double)
  /// Shifts of one's own, added as they are: N·samples×C×H×W, those of an image one after the other.
  case given(Tensor)

  var description: String {
    switch self {
    case .uniform(let radius): "ℓ∞ \(Float(radius))"
    case .given: "given shifts"
    }
  }

  func validate() throws {
    guard case .uniform(let radius) = self, !(radius > 0 && radius.isFinite) else { return }
    throw AssayError(
      .invalidArgument, "a radius is a positive number", expected: "radius > 0", found: "\(radius)", at: "radius")
  }

  /// - Throws: `AssayError(.shapeMismatch)` when given shifts are not as many as images and samples.
  func checkFit(_ images: Tensor, samples: Int) throws {
    guard case .given(let shifts) = self else { return }
    let expected = images.shape.withFirst(images.shape[0] * samples)
    guard shifts.shape == expected else {
      throw AssayError(
        .shapeMismatch, "the shifts do not fit the images and samples", expected: "\(expected)",
        found: "\(shifts.shape)", at: "shifts")
    }
  }

  /// Image `row`, 1×C×H×W, moved for the `index`-th time of `samples`.
  func image(_ image: Tensor, row: Int, index: Int, _ samples: Int, seed: UInt64) -> Tensor {
    switch self {
    case .uniform(let radius):
      let key = RandomKey(seed: seed).derived("shift").derived(index)
      let shift = Tensor.uniform(-Float(radius), Float(radius), shape: image.shape, key: key)
      return (image + shift).clamped(0, 1)
    case .given(let shifts): return image + shifts.rows([row * samples + index])
    }
  }
}
