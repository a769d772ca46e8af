import AssayBase
import AssayNetworks
import AssayTensor

/// The model under attack: as it is, and as the attack sees it.
package struct AttackedModel: Sendable {
  /// The model itself, which decides whether it is fooled.
  package let itself: any Classifier
  /// What the attack asks: the same function prepared for many evaluations, or a surrogate.
  package private(set) var seen: any Classifier
  /// What images go through on their way to the seen model, if anything.
  private var view: TransformedView?
  /// Whether the seen model is the model itself, so that an answer to the attack is the model's own.
  private var seesItself = false

  /// Prepares a model; one that is a plain ``Classifier`` serves attacks that go by its answers alone.
  package init(_ model: any Classifier) throws {
    let differentiable = model as? any DifferentiableClassifier
    self.init(itself: model, frozen: try differentiable?.frozen() ?? model)
    seesItself = differentiable == nil
  }

  package init(itself: any Classifier, frozen: any Classifier) {
    self.itself = itself
    seen = frozen
  }

  /// The same model, its place taken by another in all that the attack sees.
  func seen(through surrogate: any Classifier) -> AttackedModel {
    var model = self
    model.seen = surrogate
    model.seesItself = false
    return model
  }

  /// The same model behind random transformations, in all that the attack sees.
  func seen(through view: TransformedView) -> AttackedModel {
    var model = self
    model.view = view
    return model
  }

  /// Whether what the attack was told of an image need not be asked of the model itself before the search goes on: a
  /// model that only answers is called once an image, until the attack is over and its result is confirmed.
  var answersItself: Bool { seesItself && view == nil }

  /// Whether what the attack sees depends on random numbers.
  var isRandom: Bool { view != nil }

  /// The number of evaluations behind each answer.
  package var evaluations: Int { view?.samples ?? 1 }

  /// The checked logits that the attack sees for `images`: with a view, their means over its samples.
  ///
  /// `keys` are those of the examples; `step` makes each evaluation's random numbers its own.
  package func logits(for images: Tensor, keys: [RandomKey], step: Int) throws -> Logits {
    guard let view else { return try seen.checkedLogits(for: images) }
    return try view.mean(images, keys, step) { images, _ in (try seen.checkedLogits(for: images), nil) }.logits
  }

  /// The checked logits that the attack sees, and the gradient of a loss whose gradient at the logits `cotangent` gives.
  ///
  /// - Throws: `AssayError(.unsupported)` when the model gives no gradients.
  package func logitsAndGradient(
    for images: Tensor, keys: [RandomKey], step: Int,
    cotangent: @Sendable (_ logits: Logits, _ rows: Range<Int>) throws -> Tensor
  ) throws -> (logits: Logits, gradient: Tensor) {
    let model = try differentiable()
    func evaluate(_ images: Tensor) throws -> (logits: Logits, gradient: Tensor) {
      let (logits, gradient) = try model.logitsAndInputGradient(for: images, cotangent: cotangent)
      try model.check(logits, count: images.shape[0])
      guard gradient.shape == images.shape else {
        throw AssayError(
          .contractBroken, "the model \(model.name) returned a gradient of the wrong shape",
          expected: "\(images.shape)", found: "\(gradient.shape)")
      }
      return (logits, gradient)
    }
    guard let view else { return try evaluate(images) }
    let (logits, gradient) = try view.mean(images, keys, step) { images, pull in
      let (logits, gradient) = try evaluate(images)
      return (logits, try pull(gradient))
    }
    return (logits, gradient ?? .zeros(images.shape))
  }

  /// What the attack sees, if it has gradients.
  package func differentiable() throws -> any DifferentiableClassifier {
    guard let model = seen as? any DifferentiableClassifier else {
      throw seen.cannotServe(
        "the attack", things: "gradients",
        alternatives:
          "an attack by answers (square, hopSkipJump, boundary, noise), or a surrogate by transferred(from:)")
    }
    return model
  }
}
