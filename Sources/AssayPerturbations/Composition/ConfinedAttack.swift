import AssayBase
import AssayNetworks
import AssayTensor

/// An attack that may change only some pixels, or only so far.
struct ConfinedAttack: AttackAlgorithm {
  /// What pixels may do.
  enum Limit: Sendable {
    /// Move where this C×H×W or H×W tensor is not 0.
    case mask(Tensor)
    /// Be in this range.
    case range(ClosedRange<Float>)
  }

  private var search: any AttackAlgorithm
  private let limit: Limit

  init(_ search: any AttackAlgorithm, _ limit: Limit) {
    self.search = search
    self.limit = limit
  }

  var name: String { search.name }
  var norm: Norm { search.norm }
  var ball: PerturbationBall? { search.ball }
  var kind: AttackKind { search.kind }
  var needsGradients: Bool { search.needsGradients }

  var settings: [String] {
    switch limit {
    case .mask(let mask): search.settings + ["in \(mask.elements.count { $0 != 0 }) of \(mask.count) values"]
    case .range(let range): search.settings + ["pixels in \(range.lowerBound)…\(range.upperBound)"]
    }
  }

  var target: AttackTarget {
    get { search.target }
    set { search.target = newValue }
  }

  func validate() throws {
    try search.validate()
    switch limit {
    case .mask(let mask):
      guard mask.elements.allSatisfy(\.isFinite) else {
        throw AssayError(.notFinite, "a mask holds a value that is no number", at: "mask")
      }
    case .range(let range):
      guard range.lowerBound >= 0, range.upperBound <= 1 else {
        throw AssayError(
          .invalidArgument, "the bounds of pixels are outside the box", expected: "bounds in 0...1", found: "\(range)",
          at: "bounds")
      }
    }
  }

  func check(_ model: any Classifier, images: Tensor) throws {
    try search.check(model, images: images)
    switch limit {
    case .mask(let mask):
      let image = Shape(Array(images.shape.dimensions.dropFirst()))
      let plane = Shape(Array(image.dimensions.dropFirst()))
      guard mask.shape == image || mask.shape == plane else {
        throw AssayError(
          .shapeMismatch, "a mask does not fit the images", expected: "\(image) or \(plane)", found: "\(mask.shape)",
          at: "mask")
      }
    case .range(let range):
      guard let place = images.elements.firstIndex(where: { !range.contains($0) }) else { return }
      throw AssayError(
        .invalidArgument, "a pixel is outside its bounds before the attack", expected: "pixels in \(range)",
        found: "\(images.elements[place])", at: "image \(place / max(1, images.count / max(1, images.shape[0])))")
    }
  }

  func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    search.resized(epsilon: epsilon).map { ConfinedAttack($0, limit) }
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    let limited = batch.limited { limits in
      switch limit {
      case .mask(let mask): limits.keeping(batch.images, where: mask.spread(to: batch.images.shape))
      case .range(let range): limits.staying(in: range)
      }
    }
    let (images, work) = try search.perturb(limited, model)
    return (limited.confining(images), work)
  }
}

extension Tensor {
  /// A mask of one image: that of a plane for all of its channels.
  fileprivate func spread(to images: Shape) -> Tensor {
    let shape: Shape = [1, images[1], images[2], images[3]]
    return self.shape.rank == 2
      ? reshaped(to: [1, 1, images[2], images[3]]).broadcast(to: shape) : reshaped(to: shape)
  }
}

extension Attack {
  /// The same attack, changing only pixels where `mask` is not 0: H×W for all channels, or C×H×W.
  public func changing(only mask: Tensor) -> Attack { Attack(ConfinedAttack(algorithm, .mask(mask))) }

  /// The same attack, with all pixels staying in a range of [0, 1], in which they must be to begin with.
  public func keepingPixels(in range: ClosedRange<Float>) -> Attack {
    Attack(ConfinedAttack(algorithm, .range(range)))
  }
}
