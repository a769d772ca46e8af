import AssayNetworks
import AssayTensor

/// A model that gives answers only.
struct BlackBox: Classifier {
  let model: any Classifier
  var name: String { "black box" }
  var inputShape: Shape { model.inputShape }
  var classCount: Int { model.classCount }

  func logits(for images: Tensor) throws -> Logits { try model.logits(for: images) }
}
