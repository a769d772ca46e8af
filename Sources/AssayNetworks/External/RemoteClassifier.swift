import AssayBase
import AssayTensor
import Foundation

/// A classifier behind an HTTP address: any engine, any language, on this machine or near it.
///
///     let model = try RemoteClassifier(at: "http://127.0.0.1:8000/predict")
///
/// The service says once, by GET, what it is, and answers by POST; both in a form that a few lines of any language can
/// give (``ServiceDescription``; safetensors with `images`, and with `logits`, `probabilities` or `labels`). Connections are kept, calls are made from as many threads at once as
/// the engine uses, and each is made once: a refused connection, a status that is not 200, an answer that is none or
/// comes too late end the check with an error that names the address.
public struct RemoteClassifier: Classifier {
  /// What the service says of itself.
  public let description: ServiceDescription
  private let model: FunctionClassifier

  /// Asks a service what it is.
  ///
  /// - Parameters:
  ///   - address: `http://HOST:PORT/PATH`, for GET and POST. Plain HTTP: put a proxy or a tunnel before what wants more.
  ///   - timeout: How long a call may take in all; a minute.
  ///   - batchLimit: The most images in a call, where that is less than the service says it takes.
  ///   - imageLimit: The most images that may be asked about in all; the next call throws.
  /// - Throws: `AssayError` that names the address: `.callFailed`, `.malformedData`, `.invalidArgument`, `.limitExceeded`.
  public init(
    at address: String, timeout: Duration = .seconds(60), batchLimit: Int? = nil, imageLimit: Int? = nil
  ) throws {
    let client = HTTPClient(try HTTPAddress(address), timeout: timeout)
    let description = try ServiceDescription(
      reading: client.call("GET", limit: ServiceDescription.sizeLimit), source: "GET \(address)")
    self.description = description
    let limits = [description.batchLimit, batchLimit].compactMap { $0 }
    model = FunctionClassifier(
      description.name, inputShape: description.inputShape, classCount: description.classCount,
      classNames: description.classNames, batchLimit: max(1, limits.min() ?? ServiceProtocol.usualBatch),
      imageLimit: imageLimit
    ) { (images: Tensor) throws -> ClassifierAnswer in
      let request = try ServiceProtocol.request(images)
      let answer = try client.call(
        "POST", body: request, type: ServiceProtocol.contentType,
        limit: ServiceProtocol.sizeLimit(images: images.shape[0], classes: description.classCount))
      return try ServiceProtocol.answer(reading: answer, source: "POST \(address)")
    }
  }

  /// What the service calls itself.
  public var name: String { model.name }

  /// The shape of one image: channels, height, width.
  public var inputShape: Shape { model.inputShape }

  /// The number of classes.
  public var classCount: Int { model.classCount }

  /// The names of the classes, where the service says them.
  public var classNames: [String]? { description.classNames }

  /// What has been asked of the service so far.
  public var usage: ModelUsage { model.usage }

  /// The logits of N×C×H×W images.
  ///
  /// - Throws: As ``FunctionClassifier/logits(for:)``.
  public func logits(for images: Tensor) throws -> Logits { try model.logits(for: images) }
}
