import AssayBase
import AssayNetworks
import AssayTensor

/// Random transformations that images go through before the model sees them, and how many are averaged.
struct TransformedView: Sendable {
  let transformation: ImageTransformation
  let samples: Int

  /// The means over the samples of what `evaluate` gives for transformed images.
  ///
  /// `evaluate` gets the images and the map that brings a gradient at them back to the images as given. Each example is
  /// transformed by itself, with its own key: it does not matter which others come along.
  func mean(
    _ images: Tensor, _ keys: [RandomKey], _ step: Int,
    _ evaluate: (Tensor, (Tensor) throws -> Tensor) throws -> (Logits, Tensor?)
  ) throws -> (logits: Logits, gradient: Tensor?) {
    var (logits, gradient): (Tensor?, Tensor?) = (nil, nil)
    for sample in 0..<samples {
      let keys = keys.map { $0.derived("view").derived(step).derived(sample) }
      let rows = (0..<keys.count).map { images.rows([$0]) }
      let transformed = try zip(rows, keys).map { try transformation.checked($0, key: $1) }
      let (answer, slope) = try evaluate(.concatenatingRows(transformed)) { upstream in
        let parts = try keys.indices.map { row in
          try transformation.pulledBack(upstream.rows([row]), at: rows[row], key: keys[row])
        }
        return .concatenatingRows(parts)
      }
      logits = logits.map { $0 + answer.values } ?? answer.values
      if let slope { gradient = gradient.map { $0 + slope } ?? slope }
    }
    let share = 1 / Float(samples)
    return (Logits((logits ?? .zeros([0, 0])) * share), gradient.map { $0 * share })
  }
}
