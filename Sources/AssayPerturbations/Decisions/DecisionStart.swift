import AssayTensor

/// Where attacks by the model's labels alone begin: at an image that the model takes for what is wanted.
public enum DecisionStart: Sendable {
  /// Uniform noise, blended with the original as little as fools; so many images are tried.
  case noise(tries: Int)
  /// The nearest of these N×C×H×W images that the model takes for what is wanted, as those of a data set.
  case images(Tensor)

  /// What a description says of it: nothing where it is the usual.
  var words: [String] {
    switch self {
    case .noise(let tries): tries == 100 ? [] : ["from \(tries) tries of noise"]
    case .images(let images): ["from the nearest of \(images.shape[0]) images"]
    }
  }
}
