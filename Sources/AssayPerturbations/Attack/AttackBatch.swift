import AssayBase
import AssayTensor

/// Some examples to attack, all still classified correctly.
package struct AttackBatch: Sendable {
  /// N×C×H×W images.
  package let images: Tensor
  /// Their labels.
  package let labels: [Int]
  /// Whose random numbers each gets: an example's fate does not depend on its company.
  package private(set) var keys: [RandomKey]
  /// The number of starts before this one: searches that begin at the image begin elsewhere the next time.
  package private(set) var restart = 0
  /// What pixels may do beside staying in ball and box, if anything is said of it.
  package private(set) var limits: PixelLimits?

  package init(images: Tensor, labels: [Int], keys: [RandomKey]) {
    self.images = images
    self.labels = labels
    self.keys = keys
  }

  /// The number of examples.
  package var count: Int { labels.count }

  /// Some of the examples.
  package func selecting(_ rows: [Int]) -> AttackBatch {
    var batch = AttackBatch(images: images.rows(rows), labels: rows.map { labels[$0] }, keys: rows.map { keys[$0] })
    (batch.limits, batch.restart) = (limits?.rows(rows), restart)
    return batch
  }

  /// The same examples with other random numbers.
  package func derivingKeys(_ derive: (RandomKey) -> RandomKey) -> AttackBatch {
    var batch = self
    batch.keys = keys.map(derive)
    return batch
  }

  /// The same examples for another start, with other random numbers; start 0 is the batch itself.
  func restarted(_ start: Int) -> AttackBatch {
    guard start > 0 else { return self }
    var batch = derivingKeys { $0.derived("restart").derived(start) }
    batch.restart += start
    return batch
  }

  /// The same examples, limited further.
  func limited(_ change: (PixelLimits) -> PixelLimits) -> AttackBatch {
    var batch = self
    batch.limits = change(reach)
    return batch
  }

  /// How far every pixel may go: into its limits or, without any, to the sides of the box.
  var reach: PixelLimits { limits ?? PixelLimits(around: images) }

  /// Images of these examples, brought into their limits.
  package func confining(_ images: Tensor) -> Tensor { limits?.confining(images) ?? images }
}
