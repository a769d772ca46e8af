import AssayNetworks
import AssayTensor

/// A search by logits alone: of each example the best image so far, and how near it is to fooling the model.
///
/// Examples leave as soon as the model itself is fooled. What becomes of one depends on its own proposals only.
struct QuerySearch {
  private let batch: AttackBatch
  private let model: AttackedModel
  private let target: AttackTarget
  /// The best image of every example.
  private(set) var images: Tensor
  /// The examples that are still searched.
  private(set) var active: [Int]
  private(set) var work: [AttackWork]
  /// How far the wanted class leads for each example; `nil` before the first proposal.
  private var leads: [Float?]

  init(_ batch: AttackBatch, _ model: AttackedModel, target: AttackTarget) {
    self.batch = batch
    self.model = model
    self.target = target
    images = batch.images
    active = (0..<batch.count).filter {
      target.targetClass(label: batch.labels[$0], classCount: model.itself.classCount) != batch.labels[$0]
    }
    work = Array(repeating: AttackWork(), count: batch.count)
    leads = Array(repeating: nil, count: batch.count)
  }

  /// Asks the model about one proposal for each active example, and keeps those that are better than the best so far.
  mutating func consider(_ proposals: Tensor) throws {
    let logits = try model.frozen.checkedLogits(for: proposals)
    for example in active { work[example].queries += 1 }
    let leading = active.indices.map { lead(of: logits, row: $0, example: active[$0]) }
    let better = active.indices.filter { row in leads[active[row]].map { leading[row] > $0 } ?? true }
    images = images.replacing(rows: better.map { active[$0] }, with: proposals.rows(better))
    for row in better { leads[active[row]] = leading[row] }
    try retire(better.filter { fools(logits.labels[$0], active[$0]) }, proposals)
  }

  /// How far the target is ahead of all others or, without one, the best other class of the label.
  private func lead(of logits: Logits, row: Int, example: Int) -> Float {
    let label = batch.labels[example]
    guard let wanted = target.targetClass(label: label, classCount: logits.classCount) else {
      return logits.margin(row: row, label: label)
    }
    return -logits.margin(row: row, label: wanted)
  }

  private func fools(_ prediction: Int, _ example: Int) -> Bool {
    let wanted = target.targetClass(label: batch.labels[example], classCount: model.itself.classCount)
    return prediction != batch.labels[example] && (wanted.map { $0 == prediction } ?? true)
  }

  /// Lets those leave about which the model itself is wrong too, not only its frozen form.
  private mutating func retire(_ candidates: [Int], _ proposals: Tensor) throws {
    guard !candidates.isEmpty else { return }
    let labels = try model.itself.checkedLogits(for: proposals.rows(candidates)).labels
    for row in candidates { work[active[row]].queries += 1 }
    let gone = Set(zip(candidates, labels).filter { fools($1, active[$0]) }.map { active[$0.0] })
    active.removeAll { gone.contains($0) }
  }
}
