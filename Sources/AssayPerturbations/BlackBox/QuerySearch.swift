import AssayNetworks
import AssayTensor

/// A search by logits alone: of each example the best image so far, and how near it is to fooling the model.
///
/// Examples leave as soon as the model itself is fooled. What becomes of one depends on its own proposals only.
struct QuerySearch {
  private let model: AttackedModel
  private(set) var roster: SearchRoster
  /// How far the wanted class leads for each example; `nil` before the first proposal.
  private var leads: [Float?]
  private var step = 0

  init(_ batch: AttackBatch, _ model: AttackedModel, target: AttackTarget) {
    self.model = model
    roster = SearchRoster(batch, model, target: target)
    leads = Array(repeating: nil, count: batch.count)
  }

  /// The best image of every example.
  var images: Tensor { roster.images }

  /// The examples that are still searched.
  var active: [Int] { roster.active }

  /// Asks the model about one proposal for each active example, and keeps those that are better than the best so far.
  mutating func consider(_ proposals: Tensor) throws {
    let proposals = roster.confining(proposals)
    let logits = try model.logits(for: proposals, keys: roster.keys, step: step)
    step += 1
    roster.count(iterations: 1, queries: 1)
    let (labels, goals) = (roster.labels, roster.goals)
    let leading = active.indices.map { row in
      // How far the target is ahead of all others or, without one, the best other class of the label.
      goals.map { -logits.margin(row: row, label: $0[row]) } ?? logits.margin(row: row, label: labels[row])
    }
    let better = active.indices.filter { row in leads[active[row]].map { leading[row] > $0 } ?? true }
    roster.keep(better, of: proposals)
    for row in better { leads[active[row]] = leading[row] }
    let fooled = try roster.fooledRows(logits, proposals)
    if !fooled.isEmpty { _ = roster.retire(fooled, with: proposals) }
  }
}
