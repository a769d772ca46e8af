import AssayTensor
import CAssayKernels

/// The scores that a classifier gives before any softmax: N×K numbers.
///
/// A type of its own, so that probabilities are never taken for logits: an attack on probabilities sees vanishing
/// gradients and calls a weak model robust.
public struct Logits: Sendable {
  /// The scores, one row an example.
  public let values: Tensor

  /// Wraps N×K scores.
  public init(_ values: Tensor) {
    precondition(values.shape.rank == 2, "logits are an N×K matrix, not a tensor of shape \(values.shape)")
    self.values = values
  }

  /// The logarithms of probabilities, which are logits up to a constant of each row, of which no softmax knows.
  ///
  /// Gradients through them are sound, unlike through probabilities. What a softmax has rounded away is lost: float32 has
  /// no probability between 0 and 1.2e-38, and one of 0 counts as that, a logit of -87; near 1 all that is left is the
  /// distance of the other classes. So prefer a model's logits where it gives them.
  public init(probabilities: Probabilities) {
    self.init(probabilities.values.clamped(.leastNormalMagnitude, .infinity).log())
  }

  /// The number of examples.
  public var count: Int { values.shape[0] }

  /// The number of classes.
  public var classCount: Int { values.shape[1] }

  /// The class with the highest score for each example; of equal ones the first.
  public var labels: [Int] {
    (0..<count).map { assay_argmax(values.pointer + $0 * classCount, classCount) }
  }

  /// The scores of example `row`.
  public func row(_ row: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: values.pointer + row * classCount, count: classCount))
  }

  /// The softmax of the scores.
  public var probabilities: Probabilities { Probabilities(values.detached.softmax()) }

  /// How far the best other class is above `label` for example `row`: positive when the example is misclassified.
  ///
  /// With a single class there is no other, and the margin is -∞.
  public func margin(row: Int, label: Int) -> Float {
    let scores = self.scores(row)
    var best = -Float.infinity
    for (index, score) in scores.enumerated() where index != label { best = max(best, score) }
    return best - scores[label]
  }

  /// The largest difference of a score of `row` from that of `other`'s row, as a share of the range of the row's scores.
  package func difference(row: Int, from other: Logits, row otherRow: Int) -> Float {
    let (mine, theirs) = (self.row(row), other.row(otherRow))
    let range = max((mine.max() ?? 0) - (mine.min() ?? 0), Float.leastNormalMagnitude)
    return zip(mine, theirs).reduce(0) { max($0, ($1.0 - $1.1).magnitude) } / range
  }

  /// The largest ``difference(row:from:row:)`` that other engines' rounding in batches of other sizes explains.
  package static let roundingTolerance: Float = 1e-4

  private func scores(_ row: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: values.pointer + row * classCount, count: classCount)
  }

  /// The first example whose scores are not all finite.
  package var firstNotFiniteRow: Int? {
    let index = assay_first_non_finite(values.pointer, values.count)
    return index < 0 ? nil : index / max(1, classCount)
  }
}
