import AssayBase
import AssayTensor

/// Some examples to attack, all still classified correctly.
package struct AttackBatch: Sendable {
  /// N×C×H×W images.
  package let images: Tensor
  /// Their labels.
  package let labels: [Int]
  /// Whose random numbers each gets: an example's fate does not depend on its company.
  package let keys: [RandomKey]

  package init(images: Tensor, labels: [Int], keys: [RandomKey]) {
    self.images = images
    self.labels = labels
    self.keys = keys
  }

  /// The number of examples.
  package var count: Int { labels.count }

  /// Some of the examples.
  func selecting(_ rows: [Int]) -> AttackBatch {
    AttackBatch(images: images.rows(rows), labels: rows.map { labels[$0] }, keys: rows.map { keys[$0] })
  }
}
