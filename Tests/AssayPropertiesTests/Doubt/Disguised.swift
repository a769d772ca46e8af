import AssayBase
import AssayNetworks
import AssayPerturbations
import AssayTensor
import Synchronization

/// A weak network behind something that hides its gradients: it looks robust and is not.
struct Disguised: DifferentiableClassifier {
  /// What hides the gradients.
  enum Disguise: Sendable, CaseIterable {
    /// Logits so large that the softmax is exactly 0 or 1.
    case saturatedLogits
    /// Pixels rounded to a few levels, a step whose derivative is zero.
    case quantisedInput
    /// Noise on the pixels, new in every call.
    case randomInput
  }

  let base: Network
  let disguise: Disguise
  private let calls = Counter()

  init(_ base: Network, _ disguise: Disguise) {
    self.base = base
    self.disguise = disguise
  }

  var name: String { "\(base.name), \(disguise)" }
  var inputShape: Shape { base.inputShape }
  var classCount: Int { base.classCount }

  func logits(for images: Tensor) throws -> Logits { try logitsWithPullback(for: images).logits }

  func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    switch disguise {
    case .saturatedLogits:
      let (logits, pullback) = try base.logitsWithPullback(for: images)
      return (Logits(logits.values * 1e6), { try pullback($0 * 1e6) })
    case .quantisedInput:
      let levels = Tensor(shape: images.shape, elements: images.elements.map { ($0 * 7).rounded() / 7 })
      return (try base.logits(for: levels), { _ in .zeros(images.shape) })
    case .randomInput:
      let key = RandomKey(seed: 3).derived(calls.next())
      let noise = Tensor.uniform(-0.15, 0.15, shape: images.shape, key: key)
      return try base.logitsWithPullback(for: images + noise)
    }
  }
}

/// An attack with a fault that reviews have found in real ones.
struct BrokenAttack: AttackAlgorithm {
  /// What is wrong with it.
  enum Fault: Sendable, CaseIterable {
    /// It steps down the loss.
    case flippedSign
    /// It returns the images as they are.
    case noStep
    /// It works only in small balls, so that accuracy rises with ε.
    case lostInLargeBalls
  }

  let sound: ProjectedGradient
  let fault: Fault

  init(_ ball: PerturbationBall, _ fault: Fault) {
    sound = ProjectedGradient(
      name: "PGD", ball: ball, steps: 20, stepSize: ball.epsilon / 8, start: .random, target: .anyOther)
    self.fault = fault
  }

  var name: String { "broken \(sound.name)" }
  var settings: [String] { sound.settings }
  var norm: Norm { sound.norm }
  var ball: PerturbationBall? { sound.ball }
  var target = AttackTarget.anyOther
  var kind: AttackKind { .iterative }

  func validate() throws {}

  func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    ball.map { BrokenAttack(PerturbationBall($0.norm, epsilon), fault) }
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    let idle = (batch.images, [AttackWork](repeating: AttackWork(), count: batch.count))
    switch fault {
    case .noStep: return idle
    case .lostInLargeBalls: return (ball?.epsilon ?? 0) > 0.25 ? idle : try sound.perturb(batch, model)
    case .flippedSign:
      let flipped = ProjectedGradient(
        name: "PGD", ball: sound.ball ?? .linf(0), steps: 20, stepSize: (ball?.epsilon ?? 0) / 8,
        start: .image, target: .anyOther)
      // Towards the label of each image: down the loss.
      let results = try batch.labels.indices.map { row in
        let one = AttackBatch(
          images: batch.images.rows([row]), labels: [batch.labels[row] == 0 ? 1 : 0], keys: [batch.keys[row]])
        return try flipped.aimed(at: batch.labels[row]).perturb(one, model).images
      }
      return (.concatenatingRows(results), idle.1)
    }
  }
}

extension ProjectedGradient {
  /// The same search for images that the model gives this class.
  fileprivate func aimed(at label: Int) -> ProjectedGradient {
    ProjectedGradient(
      name: "PGD", ball: ball ?? .linf(0), steps: 20, stepSize: (ball?.epsilon ?? 0) / 8, start: .image,
      target: .label(label), stopsWhenFooled: false)
  }
}
