import AssayBase
import AssayTensor

/// What is under test: anything that gives logits for images.
///
/// Pixels are in [0, 1]; normalisation belongs inside. The result must depend on each image alone, not on the rest of
/// the batch, and not change from call to call; the standard properties check both. Conform a remote service or a closure
/// to this and black-box properties work on it.
public protocol Classifier: Sendable {
  /// What messages call the model.
  var name: String { get }

  /// The shape of one image: channels, height, width.
  var inputShape: Shape { get }

  /// The number of classes.
  var classCount: Int { get }

  /// The names of the classes in the order of the logits; nil where the model does not know them.
  ///
  /// Data whose classes have names too are held against them, since folders come in the order of the alphabet.
  var classNames: [String]? { get }

  /// The logits of N×C×H×W images.
  ///
  /// - Throws: `AssayError` when the images do not have the model's shape, or whatever the model throws.
  func logits(for images: Tensor) throws -> Logits
}

extension Classifier {
  /// Not known.
  public var classNames: [String]? { nil }

  /// Checks that `images` are N images of the model's shape.
  package func checkShape(of images: Tensor) throws {
    guard images.shape.rank == 4, Array(images.shape.dimensions.dropFirst()) == inputShape.dimensions else {
      throw AssayError(
        .shapeMismatch, "images do not fit the model \(name)", expected: "N×\(inputShape)", found: "\(images.shape)")
    }
  }

  /// The logits of `images`, checked to be one finite row of the right length an image.
  ///
  /// - Throws: `AssayError(.contractBroken)` or `AssayError(.notFinite)` when the model does not keep its contract.
  package func checkedLogits(for images: Tensor) throws -> Logits {
    try checkShape(of: images)
    let logits = try logits(for: images)
    try check(logits, count: images.shape[0])
    return logits
  }

  /// Checks that `logits` are `count` finite rows of the right length.
  package func check(_ logits: Logits, count: Int) throws {
    guard logits.count == count, logits.classCount == classCount else {
      throw AssayError(
        .contractBroken, "the model \(name) returned logits of the wrong shape", expected: "\(count)×\(classCount)",
        found: "\(logits.values.shape)")
    }
    if let row = logits.firstNotFiniteRow {
      throw AssayError(
        .notFinite, "the model \(name) returned logits that are not finite", found: "\(logits.row(row))",
        at: "image \(row) of the batch", advice: "Look for NaN or infinite weights, or a division by zero in the model")
    }
  }
}
