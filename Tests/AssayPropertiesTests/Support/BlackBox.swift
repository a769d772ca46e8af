import AssayNetworks
import AssayTensor

/// A network of which only the answers are known.
struct BlackBox: Classifier {
  let base: Network

  var name: String { "\(base.name), answers only" }
  var inputShape: Shape { base.inputShape }
  var classCount: Int { base.classCount }

  func logits(for images: Tensor) throws -> Logits { try base.logits(for: images) }
}
