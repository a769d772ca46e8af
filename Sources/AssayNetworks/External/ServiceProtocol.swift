import AssayBase
import AssayTensor
import Foundation

/// The form of calls and answers between a ``RemoteClassifier`` and its service: safetensors both ways.
///
/// A call's body has one tensor, `images`: N×C×H×W of float32, pixels in [0, 1], row by row. The answer's has one of
/// `logits` and `probabilities`, N×K of any floating type, or `labels`, N integers; its name says what the numbers are.
package enum ServiceProtocol {
  /// What bodies are, for the header `Content-Type`.
  package static let contentType = "application/octet-stream"

  /// The most images in a call to a service that does not say.
  static let usualBatch = 256

  /// The body of a call.
  package static func request(_ images: Tensor) throws -> Data {
    var builder = TensorArchiveBuilder()
    try builder.append("images", shape: images.shape.dimensions, floats: images.elements)
    return builder.data()
  }

  /// The longest answer of so many rows: doubles, and room for the header.
  static func sizeLimit(images: Int, classes: Int) -> Int { 1 << 16 + 16 * images * classes }

  /// What the body of an answer says.
  ///
  /// - Throws: `AssayError` for what is no such answer.
  package static func answer(reading body: Data, source: String) throws -> ClassifierAnswer {
    let archive = try TensorArchive(data: body, source: source)
    if archive.contains("logits") { return .logits(try matrix("logits", of: archive)) }
    if archive.contains("probabilities") { return .probabilities(try matrix("probabilities", of: archive)) }
    guard archive.contains("labels") else {
      throw AssayError(
        .malformedData, "the answer has none of the tensors that it may have",
        expected: "logits, probabilities or labels", found: archive.names.joined(separator: ", "), at: source)
    }
    return .labels(try archive.integers(named: "labels"))
  }

  private static func matrix(_ name: String, of archive: TensorArchive) throws -> Tensor {
    Tensor(shape: Shape(try archive.entry(named: name).shape), elements: try archive.floats(named: name))
  }
}
