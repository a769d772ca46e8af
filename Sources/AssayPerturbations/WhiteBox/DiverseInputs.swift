import AssayBase
import AssayImages
import AssayNetworks
import AssayTensor

/// A search along gradients of the image made smaller at random places.
struct DiverseInputs: AttackAlgorithm {
  private var search: ProjectedGradient
  private let probability: Double
  private let least: Double

  init(_ search: ProjectedGradient, probability: Double, least: Double) {
    self.search = search
    self.probability = probability
    self.least = least
  }

  var name: String { search.name }
  var norm: Norm { search.norm }
  var ball: PerturbationBall? { search.ball }
  var kind: AttackKind { search.kind }

  var settings: [String] {
    search.settings + (probability == 0.5 ? [] : ["probability \(probability)"])
      + (least == 0.9 ? [] : ["sides from \(least)"])
  }

  var target: AttackTarget {
    get { search.target }
    set { search.target = newValue }
  }

  func validate() throws {
    try search.validate()
    guard probability >= 0, probability <= 1 else {
      throw AssayError(
        .invalidArgument, "a probability is outside its range", expected: "a number in [0, 1]", found: "\(probability)",
        at: "probability")
    }
    guard least > 0, least <= 1 else {
      throw AssayError(
        .invalidArgument, "an image cannot be made so small", expected: "a share of its side above 0, at most 1",
        found: "\(least)", at: "least")
    }
  }

  func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    (search.resized(epsilon: epsilon) as? ProjectedGradient).map {
      DiverseInputs($0, probability: probability, least: least)
    }
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    let view = TransformedView(transform: .resizedAndPadded(probability: probability, least: least), samples: 1)
    return try search.perturb(batch, model.seen(through: view))
  }
}

extension ImageTransform {
  /// The image made smaller and put at a random place on black, or left alone: the input diversity of Xie et al. 2019,
  /// "Improving transferability of adversarial examples with input diversity", section 3.3.
  ///
  /// - Parameters:
  ///   - probability: How often the image is changed, in [0, 1].
  ///   - least: The smallest size, as a share of the side.
  fileprivate static func resizedAndPadded(probability: Double, least: Double) -> ImageTransform {
    .differentiable("input diversity") { image, key in
      var stream = RandomStream(key)
      guard stream.unit() < probability else { return image }
      let (height, width) = (image.shape[2], image.shape[3])
      let share = least + (1 - least) * stream.unit()
      let (rows, columns) = (
        max(1, Int(share * Double(height))), max(1, Int(share * Double(width)))
      )
      let (top, left) = (stream.integer(in: 0...height - rows), stream.integer(in: 0...width - columns))
      return image.resized(height: rows, width: columns, by: .bilinear())
        .padded(Margins(top: top, bottom: height - rows - top, left: left, right: width - columns - left))
    }
  }
}
