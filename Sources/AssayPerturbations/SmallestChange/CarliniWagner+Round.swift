import AssayTensor
import CAssayKernels

extension CarliniWagner {
  /// A descent of some examples by Adam (Kingma and Ba 2015) in the coordinates w.
  struct Round {
    private let space: TanhSpace
    private let origin: Tensor
    private var place: Tensor
    private var tanh: Tensor
    private var first: Tensor
    private var second: Tensor
    private var power1 = 1.0
    private var power2 = 1.0

    init(_ origin: Tensor, _ space: TanhSpace) {
      self.origin = origin
      self.space = space
      place = space.coordinates(of: origin)
      tanh = place.tanh()
      first = .zeros(origin.shape)
      second = first
    }

    /// The current images.
    var images: Tensor { space.images(tanh) }

    /// One step down the squared length of the change and a slope at the pixels.
    mutating func step(along slope: Tensor, stepSize: Double) {
      let gradient = space.pulledBack((images - origin) * 2 + slope, tanh)
      power1 *= 0.9
      power2 *= 0.999
      var adam = assay_adam(
        beta1: 0.9, beta2: 0.999, one_minus_beta1: 0.1, one_minus_beta2: 0.001, epsilon: 1e-8, weight_decay: 0,
        step_size: Float(stepSize / (1 - power1)), root_bias_correction2: Float((1 - power2).squareRoot()),
        decay_factor: 1, decoupled: false)
      (place, first, second) = (place.copied(), first.copied(), second.copied())
      let (w, m, v) = (place.storage.pointer, first.storage.pointer, second.storage.pointer)
      assay_adam_step(&adam, w, gradient.pointer, m, v, nil, place.count)
      tanh = place.tanh()
    }
  }
}
