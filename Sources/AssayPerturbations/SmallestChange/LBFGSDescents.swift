import AssayNetworks
import AssayTensor

/// A descent from each image, with a weight of the loss for each; they share their evaluations.
struct LBFGSDescents {
  private let form: LBFGSForm
  private let examples: [Int]
  private let weights: [Double]
  private let origin: Tensor
  private var ends: Tensor
  private var descents: [BoxedDescent]
  /// Whether each descent is at an image that fools.
  private var isFooled: [Bool]

  /// Starts at the images of all examples that can be attacked.
  init(_ form: LBFGSForm, _ changes: SmallestChanges, weights: [Double], iterations: Int) {
    self.form = form
    self.weights = weights
    examples = changes.attackable
    origin = changes.batch.images.rows(examples)
    ends = origin
    isFooled = examples.map { _ in false }
    let limits = changes.batch.reach.rows(examples)
    descents = examples.indices.map { row in
      let (low, high) = (limits.low.stored(row), limits.high.stored(row))
      // The loss alone goes wherever it falls.
      let isFree = form == .lossAlone
      return BoxedDescent(
        from: changes.batch.images.stored(changes.attackable[row]), low: isFree ? low.map { _ in -.infinity } : low,
        high: isFree ? high.map { _ in .infinity } : high, iterations: iterations)
    }
  }

  /// Descends to the end; gives where each example ends, inside the box, and whether it is fooled there.
  mutating func run(_ changes: inout SmallestChanges) throws -> (ends: Tensor, isFooled: [Bool]) {
    var open = Array(descents.indices)
    while !open.isEmpty {
      try evaluate(open, &changes)
      open.removeAll { descents[$0].trial == nil }
    }
    return (changes.batch.confining(ends.clampedToBox, of: examples), isFooled)
  }

  /// One evaluation for each of some descents.
  private mutating func evaluate(_ rows: [Int], _ changes: inout SmallestChanges) throws {
    let trials = Tensor(shape: origin.shape.withFirst(rows.count)) { out in
      var place = out
      for row in rows {
        let trial = descents[row].trial ?? []
        place.update(from: trial, count: trial.count)
        place += trial.count
      }
    }
    let chosen = rows.map { examples[$0] }
    let loss = MistakeLoss(changes, chosen)
    let (logits, slopes) = try changes.logitsAndGradient(for: trials, of: chosen) { loss.gradient($0, $1) }
    let fooled = changes.fooled(logits, chosen)
    if form != .lossAlone { changes.offer(trials, fooled, of: chosen) }
    let fools = Set(fooled)
    let movements = trials - origin.rows(rows)
    let lengths = movements.squared().sumPerExample().squareRoot().elements
    let (value, slope) = objective(loss.values(logits), slopes, movements, lengths, rows)
    for (place, row) in rows.enumerated() where descents[row].learn(value[place], slope.stored(place)) {
      changes.count([examples[row]], iterations: 1)
      isFooled[row] = fools.contains(place)
      ends = ends.replacing(rows: [row], with: trials.rows([place]))
    }
  }

  /// What is to become small, and its slope at the trials.
  private func objective(
    _ losses: [Double], _ slopes: Tensor, _ movements: Tensor, _ lengths: [Float], _ rows: [Int]
  ) -> (values: [Double], slopes: Tensor) {
    let weights = rows.map { self.weights[$0] }
    let weighted = zip(losses, weights).map { $0 * $1 }
    let steep = slopes.scalingRows(by: weights.map(Float.init))
    switch form {
    case .squaredLength:
      return (zip(weighted, lengths).map { $0 + Double($1) * Double($1) }, steep + movements * 2)
    case .length:
      return (
        zip(weighted, lengths).map { $0 + Double($1) },
        steep + movements.scalingRows(by: lengths.map { $0 > 0 ? 1 / $0 : 0 })
      )
    case .lossAlone: return (weighted, steep)
    }
  }
}

extension Tensor {
  /// The numbers of a row, in storage order.
  fileprivate func stored(_ row: Int) -> [Float] {
    let size = count / max(1, shape[0])
    return Array(UnsafeBufferPointer(start: pointer + row * size, count: size))
  }
}
