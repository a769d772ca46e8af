import AssayTensor
import CAssayKernels

extension PerturbationBall {
  /// Each image brought into the ball around its original and into the box; what is inside stays as it is.
  ///
  /// ℓ∞ and ℓ1: the nearest image of both at once (for ℓ1 Duchi et al. 2008, and with the box Croce and Hein 2021,
  /// "Mind the box", proposition 2.1). ℓ2: towards the original onto the ball, then into the box, which leads no further
  /// away. ℓ0: into the box, then all but the most changed pixels go back.
  package func projected(_ images: Tensor, around originals: Tensor) -> Tensor {
    let count = images.count / max(1, images.shape[0])
    let channels = images.shape[1]
    switch norm {
    case .linf:
      let radius = Float(epsilon)
      return Tensor.minimum(Tensor.maximum(images, originals - radius), originals + radius).clampedToBox
    case .l2:
      let change = images - originals
      let epsilon = Float(epsilon)
      // Inside the ball stays inside: only what is too long is shortened.
      return (originals + change.scalingRows(byLength: { $0 > epsilon ? epsilon / $0 : 1 })).clampedToBox
    case .l1, .l0:
      return Tensor(shape: images.shape) { out in
        out.update(from: images.pointer, count: images.count)
        for row in 0..<images.shape[0] {
          let (place, origin) = (out + row * count, originals.pointer + row * count)
          if norm == .l1 {
            assay_l1_project(place, origin, Float(epsilon), true, count)
          } else {
            assay_l0_project(place, origin, pixelLimit, count / channels, channels)
          }
        }
      }
    }
  }
}

extension Tensor {
  /// Each row times a factor that is computed from its Euclidean length.
  func scalingRows(byLength factor: (Float) -> Float) -> Tensor {
    scalingRows(by: squared().sumPerExample().squareRoot().elements.map(factor))
  }

  /// Each row times a factor that is computed from the sum of its absolute values.
  func scalingRows(byAbsoluteSum factor: (Float) -> Float) -> Tensor {
    scalingRows(by: absolute().sumPerExample().elements.map(factor))
  }

  /// Each row times its own factor.
  func scalingRows(by factors: [Float]) -> Tensor {
    self * Tensor(shape: [shape[0], 1, 1, 1], elements: factors).broadcast(to: shape)
  }
}
