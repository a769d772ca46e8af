import AssayBase
import AssayNetworks
import AssayTensor

/// The smallest changes that a search without a ball has found so far, one for each example, and what they cost.
///
/// Searches ask the model through it, so that what becomes of an example depends on its own evaluations alone.
struct SmallestChanges {
  let batch: AttackBatch
  let model: AttackedModel
  let norm: Norm
  private let target: AttackTarget
  /// How far the wanted class must lead in the logits for a change to count.
  private let confidence: Float
  /// The classes to reach, example by example; `nil` when any other than the label will do.
  let goals: [Int]?
  /// The examples that can be attacked at all: those that do not have the target as their label, if there is another class.
  let attackable: [Int]
  /// The best image of each example: itself before the first that fools.
  private(set) var images: Tensor
  /// The size of the best change of each example; ∞ before the first that fools.
  private(set) var distances: [Double]
  private(set) var work: [AttackWork]
  /// How often each example was evaluated: makes the random numbers of each evaluation its own.
  private var evaluations: [Int]

  init(_ batch: AttackBatch, _ model: AttackedModel, target: AttackTarget, norm: Norm, confidence: Double = 0) {
    self.batch = batch
    self.model = model
    self.norm = norm
    self.target = target
    self.confidence = Float(confidence)
    let classes = model.itself.classCount
    let goals = batch.labels.compactMap { target.targetClass(label: $0, classCount: classes) }
    self.goals = target == .anyOther ? nil : goals
    attackable = batch.labels.indices.filter { classes > 1 && (target == .anyOther || goals[$0] != batch.labels[$0]) }
    images = batch.images
    distances = Array(repeating: .infinity, count: batch.count)
    work = Array(repeating: AttackWork(), count: batch.count)
    evaluations = Array(repeating: 0, count: batch.count)
  }

  /// The examples for which a change has been found.
  var found: [Int] { attackable.filter { distances[$0] < .infinity } }

  /// How far the wanted class, or the best other than the label, leads in a row that belongs to an example.
  func lead(_ logits: Logits, row: Int, example: Int) -> Float {
    goals.map { -logits.margin(row: row, label: $0[example]) }
      ?? logits.margin(row: row, label: batch.labels[example])
  }

  /// The rows of logits, one for each of `examples`, that are what is wanted.
  func fooled(_ logits: Logits, _ examples: [Int]) -> [Int] {
    let labels = logits.labels
    return examples.indices.filter { row in
      isReached(labels[row], examples[row])
        && (confidence == 0 || lead(logits, row: row, example: examples[row]) >= confidence)
    }
  }

  private func isReached(_ label: Int, _ example: Int) -> Bool {
    target.isReached(by: label, label: batch.labels[example], classCount: model.itself.classCount)
  }

  /// The logits that the attack sees for one image of each of `examples`.
  mutating func logits(for current: Tensor, of examples: [Int]) throws -> Logits {
    let keys = nextKeys(examples)
    count(examples, queries: model.evaluations)
    return try model.logits(for: current, keys: keys, step: 0)
  }

  /// The logits, and the gradient at the images of a loss whose gradient at the logits `cotangent` gives.
  mutating func logitsAndGradient(
    for current: Tensor, of examples: [Int],
    cotangent: @Sendable (_ logits: Logits, _ rows: Range<Int>) throws -> Tensor
  ) throws -> (logits: Logits, gradient: Tensor) {
    let keys = nextKeys(examples)
    count(examples, gradients: model.evaluations)
    let (logits, gradient) = try model.logitsAndGradient(for: current, keys: keys, step: 0, cotangent: cotangent)
    guard let limits = batch.limits else { return (logits, gradient) }
    return (logits, gradient * limits.rows(examples).movable)
  }

  /// The keys of an evaluation, if what the attack sees is random.
  private mutating func nextKeys(_ examples: [Int]) -> [RandomKey] {
    guard model.isRandom else { return [] }
    return examples.map { example in
      defer { evaluations[example] += 1 }
      return batch.keys[example].derived("evaluation").derived(evaluations[example])
    }
  }

  /// Adds to what examples have cost.
  mutating func count(_ examples: [Int], iterations: Int = 0, gradients: Int = 0, queries: Int = 0) {
    for example in examples {
      work[example].iterations += iterations
      work[example].gradients += gradients
      work[example].queries += queries
    }
  }

  /// Keeps the images of some rows of `current`, which fool, where they are nearer than the best so far.
  mutating func offer(_ current: Tensor, _ rows: [Int], of examples: [Int]) {
    guard !rows.isEmpty else { return }
    let chosen = rows.count == current.shape[0] ? current : current.rows(rows)
    let lengths = norm.distances(from: batch.images.rows(rows.map { examples[$0] }), to: chosen)
    let better = rows.indices.filter { lengths[$0] < distances[examples[rows[$0]]] }
    guard !better.isEmpty else { return }
    for place in better { distances[examples[rows[place]]] = lengths[place] }
    images = images.replacing(rows: better.map { examples[rows[$0]] }, with: chosen.rows(better))
  }

  /// Puts an image in the place of the best, whatever its distance.
  mutating func replace(_ examples: [Int], with others: Tensor) {
    guard !examples.isEmpty else { return }
    let lengths = norm.distances(from: batch.images.rows(examples), to: others)
    for (row, example) in examples.enumerated() { distances[example] = lengths[row] }
    images = images.replacing(rows: examples, with: others)
  }

  /// Lets the images of some examples stand without counting them as found.
  mutating func forget(_ examples: [Int]) { for example in examples { distances[example] = .infinity } }

  /// Which of some images the model itself takes for what is wanted.
  mutating func convinced(_ current: Tensor, _ examples: [Int]) throws -> [Int] {
    count(examples, queries: 1)
    let labels = try model.itself.checkedLogits(for: current).labels
    return examples.indices.filter { isReached(labels[$0], examples[$0]) }
  }
}
