import AssayBase
import AssayNetworks
import AssayTensor

/// The examples that a search is still at, and what has become of the others: decided ones cost nothing more.
struct SearchRoster {
  let batch: AttackBatch
  private let model: AttackedModel
  private let target: AttackTarget
  /// The image of every example: final for those that have left.
  private(set) var images: Tensor
  /// Whether the model itself was fooled by the image of each example that has left.
  private(set) var isFooled: [Bool]
  private(set) var work: [AttackWork]
  /// The examples that are still searched, in order.
  private(set) var active: [Int]

  /// Starts with all examples but those that have the target as their label.
  init(_ batch: AttackBatch, _ model: AttackedModel, target: AttackTarget) {
    self.batch = batch
    self.model = model
    self.target = target
    images = batch.images
    isFooled = Array(repeating: false, count: batch.count)
    work = Array(repeating: AttackWork(), count: batch.count)
    let classes = model.itself.classCount
    active = (0..<batch.count).filter {
      target.targetClass(label: batch.labels[$0], classCount: classes) != batch.labels[$0]
    }
  }

  /// The labels of the active examples.
  var labels: [Int] { active.map { batch.labels[$0] } }

  /// The keys of the active examples.
  var keys: [RandomKey] { active.map { batch.keys[$0] } }

  /// The classes that the active examples shall reach; `nil` when any other than the label will do.
  var goals: [Int]? {
    guard target != .anyOther else { return nil }
    let classes = model.itself.classCount
    return active.compactMap { target.targetClass(label: batch.labels[$0], classCount: classes) }
  }

  /// Whether a prediction is what the attack wants for the active example of `row`.
  func fools(_ prediction: Int, row: Int) -> Bool {
    target.isReached(by: prediction, label: batch.labels[active[row]], classCount: model.itself.classCount)
  }

  /// Images of the active examples, brought into the limits of their pixels.
  func confining(_ current: Tensor) -> Tensor { batch.limits?.rows(active).confining(current) ?? current }

  /// Counts an evaluation of every active example.
  mutating func count(iterations: Int = 0, gradients: Int = 0, queries: Int = 0) {
    for example in active {
      work[example].iterations += iterations
      work[example].gradients += gradients * model.evaluations
      work[example].queries += queries * model.evaluations
    }
  }

  /// Counts questions about the images of some rows.
  mutating func count(queries: Int, rows: [Int]) {
    for row in rows { work[active[row]].queries += queries * model.evaluations }
  }

  /// The rows whose images fool the model as it was searched, by its `logits`; the model itself may see them otherwise.
  func candidates(_ logits: Logits) -> [Int] {
    let predictions = logits.labels
    return active.indices.filter { fools(predictions[$0], row: $0) }
  }

  /// The rows whose images in `current` fool the model itself, among those that matter and whose `logits` say so.
  mutating func fooledRows(
    _ logits: Logits, _ current: Tensor, among matters: (_ row: Int) -> Bool = { _ in true }
  ) throws -> [Int] {
    let candidates = candidates(logits).filter(matters)
    guard !candidates.isEmpty, !model.answersItself else { return candidates }
    let labels = try model.itself.checkedLogits(for: current.rows(candidates)).labels
    for row in candidates { work[active[row]].queries += 1 }
    return zip(candidates, labels).filter { fools($1, row: $0) }.map(\.0)
  }

  /// Keeps the images of some rows as the best so far, or as the last if the search ends here.
  mutating func keep(_ rows: [Int], of current: Tensor) {
    guard !rows.isEmpty else { return }
    let replacement = rows.count == current.shape[0] ? current : current.rows(rows)
    images = images.replacing(rows: rows.map { active[$0] }, with: replacement)
  }

  /// Lets rows leave as fooled with their images of `current`; gives the rows that stay, by which to cut other state.
  mutating func retire(_ fooled: [Int], with current: Tensor) -> [Int] {
    keep(fooled, of: current)
    return retire(fooled)
  }

  /// Lets rows leave as fooled with the images kept so far.
  mutating func retire(_ fooled: [Int]) -> [Int] {
    for row in fooled { isFooled[active[row]] = true }
    return release(fooled)
  }

  /// Lets rows leave with nothing decided.
  mutating func release(_ rows: [Int]) -> [Int] {
    let gone = Set(rows)
    let staying = active.indices.filter { !gone.contains($0) }
    active = staying.map { active[$0] }
    return staying
  }
}
