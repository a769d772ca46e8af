import AssayBase
import AssayNetworks
import AssayTensor

/// A search for images near the originals about which the model is wrong.
///
/// Made by factories, `.pgd(.linf(8 / 255), steps: 40)`, and put together: `.apgd(ball).then(.square(ball))`,
/// `.pgd(ball).targeted(at: .offset(1)).restarts(5)`. An attack sees pixels in [0, 1] and returns such; every success is
/// confirmed by a fresh forward pass of the model itself on the image as returned, inside the ball and the box.
/// The result for an example depends on the model, the image, the settings and the key only: not on the batch it comes in,
/// nor on the number of threads.
public struct Attack: Sendable, CustomStringConvertible {
  package let algorithm: any AttackAlgorithm

  package init(_ algorithm: any AttackAlgorithm) { self.algorithm = algorithm }

  /// The name with its settings, as "PGD(ℓ∞ 8/255, 40 steps)".
  public var description: String { algorithm.description }

  /// The name with its settings but the size of the ball, for figures about balls of many sizes: "PGD(ℓ∞, 40 steps)".
  package var descriptionOfAnySize: String {
    ball.map { description.replacing($0.description, with: norm.symbol) } ?? description
  }

  /// Where the attack must stay, or `nil` when it looks for the smallest change.
  public var ball: PerturbationBall? { algorithm.ball }

  /// How the attack measures the size of changes.
  public var norm: Norm { algorithm.norm }

  /// What the attack wants the model to say.
  package var target: AttackTarget { algorithm.target }

  /// What the attack goes by.
  package var kind: AttackKind { algorithm.kind }

  /// The same attack in a ball of another size, steps in proportion; `nil` when it has no ball.
  public func resized(epsilon: Double) -> Attack? { algorithm.resized(epsilon: epsilon).map(Attack.init) }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  public func validate() throws { try algorithm.validate() }

  /// Attacks N×C×H×W `images` with `labels`.
  ///
  /// A model that is no ``DifferentiableClassifier`` can be attacked by its answers alone (`square`, `noise`).
  ///
  /// - Parameters:
  ///   - indices: What the random numbers of each example are keyed by; its position unless given.
  ///   - key: What all random numbers of the attack are keyed by.
  /// - Throws: `AssayError` for settings, labels, targets, shapes or pixels out of range, when the model gives no gradients
  ///   to an attack that needs them, and when the model breaks its contract.
  public func run(
    on model: any Classifier, images: Tensor, labels: [Int], indices: [Int]? = nil, key: RandomKey
  ) throws -> AttackResult {
    try run(on: AttackedModel(model), images: images, labels: labels, indices: indices, key: key)
  }

  /// Attacks a model that has been prepared before.
  package func run(
    on model: AttackedModel, images: Tensor, labels: [Int], indices: [Int]? = nil, key: RandomKey
  ) throws -> AttackResult {
    try validate()
    try check(model, images, labels, indices)
    let count = labels.count
    let size = Self.chunkSize(of: images)
    let chunks = stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
    let results = try WorkerPool.map(chunks.count) { index in
      let rows = chunks[index]
      return try attack(
        AttackBatch(
          images: images.rows(rows), labels: Array(labels[rows]),
          keys: rows.map { key.derived("attack").derived(indices?[$0] ?? $0) }), model)
    }
    guard !results.isEmpty else { return AttackResult(images: images, fates: []) }
    return AttackResult(images: .concatenatingRows(results.map(\.images)), fates: results.flatMap(\.fates))
  }

  /// How many of `images` are attacked together: enough to fill the kernels to the end, when few are still searched, yet
  /// two parts for each core, and few enough that the copies a search keeps stay small beside the images.
  private static func chunkSize(of images: Tensor) -> Int {
    let count = images.shape[0]
    let parts = 2 * ComputeContext.current.threads
    let limit = images.count / max(1, count) <= 4_096 ? 128 : 64
    return max(1, min(limit, (count + parts - 1) / parts))
  }

  private func attack(_ batch: AttackBatch, _ model: AttackedModel) throws -> AttackResult {
    let clean = try model.itself.checkedLogits(for: batch.images)
    let (predictions, losses) = (clean.labels, clean.crossEntropy(labels: batch.labels).losses)
    let correct = (0..<batch.count).filter { predictions[$0] == batch.labels[$0] }
    var fates = (0..<batch.count).map { row in
      AttackFate(
        isFooled: true, wasMisclassified: true, prediction: predictions[row], distance: 0, loss: Double(losses[row]),
        iterations: 0, gradients: 0, queries: 1)
    }
    guard !correct.isEmpty else { return AttackResult(images: batch.images, fates: fates) }
    let attacked = batch.selecting(correct)
    let (images, work) = try algorithm.perturb(attacked, model)
    let verdicts = try AttackVerifier(algorithm, model.itself).fates(of: images, attacked, work)
    for (row, fate) in zip(correct, verdicts) { fates[row] = fate }
    return AttackResult(images: batch.images.replacing(rows: correct, with: images), fates: fates)
  }

  /// Whether the attack needs gradients, so that a model that only answers cannot be attacked by it.
  public var needsGradients: Bool { algorithm.needsGradients }

  /// - Throws: `AssayError` when a setting is out of range, or the model gives less than the attack needs.
  package func validate(for model: any Classifier) throws {
    try validate()
    try checkGradients(of: model)
  }

  /// - Throws: `AssayError(.unsupported)`, with what to use instead, when the model gives no gradients and the attack needs
  ///   them.
  private func checkGradients(of model: any Classifier) throws {
    guard needsGradients, !(model is any DifferentiableClassifier) else { return }
    let byAnswers =
      switch norm {
      case .linf, .l2: "an attack by answers (square, hopSkipJump, boundary, noise)"
      case .l1, .l0: "an attack by answers (boundary or noise, and square or hopSkipJump in ℓ∞ or ℓ2)"
      }
    throw model.cannotServe(
      "\(self)", things: "gradients", alternatives: "\(byAnswers), or a surrogate by transferred(from:)")
  }

  private func check(_ model: AttackedModel, _ images: Tensor, _ labels: [Int], _ indices: [Int]?) throws {
    let itself = model.itself
    try itself.checkShape(of: images)
    try itself.check(labels: labels, count: images.shape[0])
    if let indices, indices.count != labels.count {
      throw AssayError(
        .shapeMismatch, "the number of indices differs from that of images", expected: "\(labels.count)",
        found: "\(indices.count)", at: "indices")
    }
    try algorithm.target.check(labels: labels, of: itself)
    try AttackVerifier.checkBox(
      of: images, .invalidArgument, "a pixel is outside [0, 1]",
      advice: "Attacks see pixels; normalisation is a layer inside the model")
    try algorithm.check(itself, images: images)
    try checkGradients(of: model.seen)
  }
}
