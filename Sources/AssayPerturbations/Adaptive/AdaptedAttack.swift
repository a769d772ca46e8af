import AssayBase
import AssayImages
import AssayNetworks
import AssayTensor

/// An attack that sees the model otherwise than it is: behind random transforms, or through a surrogate.
struct AdaptedAttack: AttackAlgorithm {
  /// What the attack sees.
  enum Sight: Sendable {
    /// The mean over random transforms of the image.
    case view(TransformedView)
    /// Another model, with the same classes, prepared for many evaluations.
    case surrogate(any Classifier)
  }

  private var search: any AttackAlgorithm
  private let sight: Sight

  init(_ search: any AttackAlgorithm, _ sight: Sight) {
    self.search = search
    self.sight = sight
  }

  var name: String { search.name }
  var norm: Norm { search.norm }
  var ball: PerturbationBall? { search.ball }
  var kind: AttackKind {
    guard case .surrogate = sight, search.kind != .control else { return search.kind }
    return .transfer
  }

  var settings: [String] {
    switch sight {
    case .view(let view):
      let samples = view.samples == 1 ? "one sample" : "\(view.samples) samples"
      return search.settings + ["expectation over \(view.transform), \(samples)"]
    case .surrogate(let model): return search.settings + ["from \(model.name)"]
    }
  }

  /// A surrogate's gradients stand in for those of the model under attack.
  var needsGradients: Bool {
    guard case .view = sight else { return false }
    return search.needsGradients
  }

  var target: AttackTarget {
    get { search.target }
    set { search.target = newValue }
  }

  func validate() throws {
    try search.validate()
    if case .view(let view) = sight { try validate(view.samples, "samples") }
  }

  func check(_ model: any Classifier, images: Tensor) throws {
    try search.check(model, images: images)
    guard case .surrogate(let surrogate) = sight else { return }
    guard surrogate.classCount == model.classCount else {
      throw AssayError(
        .shapeMismatch, "the surrogate \(surrogate.name) has other classes than the model \(model.name)",
        expected: "\(model.classCount) classes", found: "\(surrogate.classCount)", at: "surrogate")
    }
    guard surrogate.inputShape == model.inputShape else {
      throw AssayError(
        .shapeMismatch, "the surrogate \(surrogate.name) takes other images than the model \(model.name)",
        expected: "\(model.inputShape)", found: "\(surrogate.inputShape)", at: "surrogate")
    }
    if search.needsGradients { _ = try AttackedModel(itself: model, frozen: surrogate).differentiable() }
  }

  func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    search.resized(epsilon: epsilon).map { AdaptedAttack($0, sight) }
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    switch sight {
    case .view(let view): try search.perturb(batch, model.seen(through: view))
    case .surrogate(let surrogate): try search.perturb(batch, model.seen(through: surrogate))
    }
  }
}

extension Attack {
  /// The same attack on the mean over random transforms of the image (Athalye et al. 2018, "Synthesizing robust
  /// adversarial examples", section 2).
  ///
  /// Gradients and answers are means over `samples`; an example is given up as fooled only when that mean and the model
  /// itself, on the image as it is, are both wrong. Each step costs `samples` evaluations.
  public func expectation(over transform: ImageTransform, samples: Int = 20) -> Attack {
    Attack(AdaptedAttack(algorithm, .view(TransformedView(transform: transform, samples: samples))))
  }

  /// The same attack with the answers and gradients of another model; whether it succeeds, the model itself decides.
  ///
  /// A surrogate must take the same images and have the same classes. It is prepared for many evaluations once.
  ///
  /// - Throws: What preparing the surrogate throws.
  public func transferred(from surrogate: any Classifier) throws -> Attack {
    Attack(AdaptedAttack(algorithm, .surrogate(try AttackedModel(surrogate).seen)))
  }
}
