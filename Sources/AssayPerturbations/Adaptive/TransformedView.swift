import AssayBase
import AssayImages
import AssayNetworks
import AssayTensor

/// Random transforms that images go through before the model sees them, and how many are averaged.
struct TransformedView: Sendable {
  let transform: ImageTransform
  let samples: Int

  /// The means over the samples of what `evaluate` gives for transformed images.
  ///
  /// `evaluate` gets the images and the map that brings a gradient at them back to the images as given. Each example is
  /// transformed with its own key: it does not matter which others come along.
  func mean(
    _ images: Tensor, _ keys: [RandomKey], _ step: Int,
    _ evaluate: (Tensor, (Tensor) throws -> Tensor) throws -> (Logits, Tensor?)
  ) throws -> (logits: Logits, gradient: Tensor?) {
    var (logits, gradient): (Tensor?, Tensor?) = (nil, nil)
    for sample in 0..<samples {
      let keys = keys.map { $0.derived("view").derived(step).derived(sample) }
      let (answer, slope) = try evaluate(transformed(images, keys)) { upstream in
        try valueAndGradient(at: images) { (try transformed($0, keys) * upstream).sum() }.gradient
      }
      logits = logits.map { $0 + answer.values } ?? answer.values
      if let slope { gradient = gradient.map { $0 + slope } ?? slope }
    }
    let share = 1 / Float(samples)
    return (Logits((logits ?? .zeros([0, 0])) * share), gradient.map { $0 * share })
  }

  private func transformed(_ images: Tensor, _ keys: [RandomKey]) throws -> Tensor {
    let transformed = try transform.applied(to: images, keys: keys)
    guard transformed.shape == images.shape else {
      throw AssayError(
        .contractBroken, "the transform changes the size of images, which the model takes in one size only",
        expected: "\(images.shape)", found: "\(transformed.shape)", at: transform.description)
    }
    return transformed
  }
}
