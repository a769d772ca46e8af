import AssayBase
import AssayNetworks
import AssayTensor

/// Attacks one after another on the same examples: later ones see only those that are still open.
struct AttackCascade {
  private let batch: AttackBatch
  private let model: AttackedModel
  private let target: AttackTarget
  private let norm: Norm
  /// Whether fooled examples stay open, for smaller changes or for comparison.
  private let keepsLooking: Bool
  /// The best image of each example so far.
  private(set) var images: Tensor
  private(set) var work: [AttackWork]
  private(set) var isFooled: [Bool]
  private var open: [Int]

  init(_ batch: AttackBatch, _ model: AttackedModel, target: AttackTarget, norm: Norm, keepsLooking: Bool) {
    self.batch = batch
    self.model = model
    self.target = target
    self.norm = norm
    self.keepsLooking = keepsLooking
    images = batch.images
    work = Array(repeating: AttackWork(), count: batch.count)
    isFooled = Array(repeating: false, count: batch.count)
    open = Array(0..<batch.count)
  }

  /// Runs an attack on the open examples and keeps what it found where that is better; `attack` gets them and their numbers.
  ///
  /// After the last attack nobody needs to know whether it succeeded, which spares a forward pass where nothing is
  /// compared.
  mutating func run(
    isLast: Bool, _ attack: (_ batch: AttackBatch, _ examples: [Int]) throws -> (images: Tensor, work: [AttackWork])
  ) throws {
    guard !open.isEmpty else { return }
    let part = batch.selecting(open)
    let (found, spent) = try attack(part, open)
    for (row, example) in open.enumerated() { work[example] += spent[row] }
    if isLast, !keepsLooking {
      images = images.replacing(rows: open, with: found)
      return
    }
    let logits = try model.itself.checkedLogits(for: found)
    let (predictions, classes) = (logits.labels, model.itself.classCount)
    let distances = norm.distances(from: part.images, to: found)
    let before = norm.distances(from: part.images, to: images.rows(open))
    let better = open.indices.filter { row in
      work[open[row]].queries += 1
      let example = open[row]
      let fools = target.isReached(by: predictions[row], label: batch.labels[example], classCount: classes)
      defer { if fools { isFooled[example] = true } }
      return fools ? !isFooled[example] || distances[row] < before[row] : !isFooled[example]
    }
    images = images.replacing(rows: better.map { open[$0] }, with: found.rows(better))
    if !keepsLooking { open.removeAll { isFooled[$0] } }
  }
}
