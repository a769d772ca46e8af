import AssayBase
import AssayNetworks
import AssayTensor

/// The cross-entropy of the class that an attack wants or, where any but the label will do, −log of the probability of
/// all others together: both fall to 0, where minus the cross-entropy of the label would fall without end.
struct MistakeLoss {
  private let wanted: [Int]
  private let isAvoided: Bool

  /// For examples of a search.
  init(_ changes: SmallestChanges, _ examples: [Int]) {
    let classes = changes.goals ?? changes.batch.labels
    wanted = examples.map { classes[$0] }
    isAvoided = changes.goals == nil
  }

  /// The losses of all examples.
  func values(_ logits: Logits) -> [Double] {
    (0..<logits.count).map { row in
      let all = Self.logSum(logits.row(row))
      guard isAvoided else { return all - Double(logits.row(row)[wanted[row]]) }
      var others = logits.row(row)
      others.remove(at: wanted[row])
      return all - Self.logSum(others)
    }
  }

  /// The gradient of the losses at the logits of consecutive rows of the examples.
  func gradient(_ logits: Logits, _ rows: Range<Int>) -> Tensor {
    guard isAvoided else { return logits.crossEntropy(labels: Array(wanted[rows])).gradient }
    let classes = logits.classCount
    return Tensor(shape: logits.values.shape) { out in
      for (row, place) in rows.enumerated() {
        let scores = logits.row(row).map(Double.init)
        let all = Self.logSum(logits.row(row))
        var others = logits.row(row)
        others.remove(at: wanted[place])
        let rest = Self.logSum(others)
        for index in 0..<classes {
          let share = index == wanted[place] ? 0 : Elementary.exp(scores[index] - rest)
          out[row * classes + index] = Float(Elementary.exp(scores[index] - all) - share)
        }
      }
    }
  }

  /// log Σ exp, safe from overflow.
  private static func logSum(_ scores: [Float]) -> Double {
    let largest = Double(scores.max() ?? 0)
    return largest + Elementary.log(scores.reduce(0) { $0 + Elementary.exp(Double($1) - largest) })
  }
}
