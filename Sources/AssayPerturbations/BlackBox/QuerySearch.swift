import AssayNetworks
import AssayTensor
import Foundation

/// A search by logits alone: of each example the best image so far, and how near it is to fooling the model.
///
/// Examples leave as soon as the model itself is fooled. What becomes of one depends on its own proposals only.
struct QuerySearch {
  private let model: AttackedModel
  private(set) var roster: SearchRoster
  /// How far the wanted class leads for each example; `nil` before the first proposal.
  private var leads: [Float?]
  /// What the model said of the best image of each example.
  private var answers: [[Float]]
  private var step = 0

  init(_ batch: AttackBatch, _ model: AttackedModel, target: AttackTarget) {
    self.model = model
    roster = SearchRoster(batch, model, target: target)
    leads = Array(repeating: nil, count: batch.count)
    answers = Array(repeating: [], count: batch.count)
  }

  /// The best image of every example.
  var images: Tensor { roster.images }

  /// The examples that are still searched.
  var active: [Int] { roster.active }

  /// Asks the model about one proposal for each active example, and keeps those that are better than the best so far.
  ///
  /// A proposal that is the best image itself, as half of those for small images may be, is not asked about again.
  mutating func consider(_ proposals: Tensor) throws {
    let proposals = roster.confining(proposals)
    let logits = try logits(of: proposals)
    step += 1
    let (labels, goals) = (roster.labels, roster.goals)
    let leading = active.indices.map { row in
      // How far the target is ahead of all others or, without one, the best other class of the label.
      goals.map { -logits.margin(row: row, label: $0[row]) } ?? logits.margin(row: row, label: labels[row])
    }
    let better = active.indices.filter { row in leads[active[row]].map { leading[row] > $0 } ?? true }
    roster.keep(better, of: proposals)
    for row in better { (leads[active[row]], answers[active[row]]) = (leading[row], logits.row(row)) }
    let fooled = try roster.fooledRows(logits, proposals)
    if !fooled.isEmpty { _ = roster.retire(fooled, with: proposals) }
  }

  /// The logits of one proposal for each active example, and their count.
  private mutating func logits(of proposals: Tensor) throws -> Logits {
    let asked = active.indices.filter { model.isRandom || !isBest(proposals, row: $0) }
    let isAll = asked.count == active.count
    let keys = roster.keys
    let told = try model.logits(
      for: isAll ? proposals : proposals.rows(asked), keys: asked.map { keys[$0] }, step: step)
    roster.count(iterations: 1)
    roster.count(queries: 1, rows: asked)
    guard !isAll else { return told }
    var rows = active.map { answers[$0] }
    for (place, row) in asked.enumerated() { rows[row] = told.row(place) }
    return Logits(Tensor(shape: [active.count, told.classCount], elements: rows.flatMap(\.self)))
  }

  /// Whether the proposal of a row is the best image, of which the model has been asked.
  private func isBest(_ proposals: Tensor, row: Int) -> Bool {
    let (example, count) = (active[row], proposals.count / active.count)
    return leads[example] != nil
      && memcmp(proposals.pointer + row * count, roster.images.pointer + example * count, 4 * count) == 0
  }
}
