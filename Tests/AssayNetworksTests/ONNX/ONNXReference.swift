import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayTensor
import AssayTestSupport
import Foundation

/// What other programs make of a network in an ONNX file: images, logits, and gradients at the images.
///
/// It is beside "NAME.VARIANT.onnx" as "NAME.VARIANT.safetensors", or for all variants together as "NAME.safetensors".
struct ONNXReference {
  let archive: TensorArchive

  /// The reference figures for the file at `url`.
  init(for url: URL) throws {
    let own = url.deletingPathExtension().appendingPathExtension("safetensors")
    let name = url.lastPathComponent.prefix { $0 != "." }
    let shared = url.deletingLastPathComponent().appending(path: "\(name).safetensors")
    let hasOwn = FileManager.default.fileExists(atPath: own.path(percentEncoded: false))
    archive = try TensorArchive(contentsOf: hasOwn ? own : shared)
  }

  /// The ONNX files of a folder, in order.
  static func files(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "onnx" }.sorted { $0.path() < $1.path() }
  }

  /// Whether there are figures called `name`.
  func has(_ name: String) -> Bool { archive.contains(name) }

  /// The shape of one image.
  var imageShape: Shape {
    get throws { Shape(Array(try archive.entry(named: "images").shape.dropFirst())) }
  }

  /// The largest deviations of logits, and of gradients where there are some, relative to the largest of either.
  func deviations(of model: any DifferentiableClassifier) throws -> [Float] {
    let upstream = try archive.tensor("upstream")
    let (logits, gradient) = try model.logitsAndInputGradient(for: archive.tensor("images")) { _, rows in
      upstream.rows(Array(rows))
    }
    let logitDeviation = Self.distance(logits.values, try archive.tensor("logits"))
    return has("gradient")
      ? [logitDeviation, Self.distance(gradient, try archive.tensor("gradient"))] : [logitDeviation]
  }

  /// The largest deviations of the network in the file at `url`, as it is read and frozen.
  func deviations(ofFile url: URL) throws -> [Float] {
    let network = try ONNXModel(at: url.path(percentEncoded: false), inputShape: imageShape).network
    return try [network as any DifferentiableClassifier, network.frozen()].flatMap(deviations)
  }

  private static func distance(_ x: Tensor, _ y: Tensor) -> Float {
    largestDistance(x, y) / max(y.elements.map(\.magnitude).max() ?? 0, .leastNormalMagnitude)
  }
}
