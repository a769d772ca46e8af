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
  private let archive: TensorArchive

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

  /// The figures called `name`.
  func tensor(_ name: String) throws -> Tensor {
    Tensor(shape: Shape(try archive.entry(named: name).shape), elements: try archive.floats(named: name))
  }

  /// The largest deviations of logits, and of gradients where there are some, relative to the largest of either.
  func deviations(of model: any DifferentiableClassifier) throws -> [Float] {
    let upstream = try tensor("upstream")
    let (logits, gradient) = try model.logitsAndInputGradient(for: tensor("images")) { _, rows in
      upstream.rows(Array(rows))
    }
    let logitDeviation = Self.distance(logits.values, try tensor("logits"))
    return has("gradient") ? [logitDeviation, Self.distance(gradient, try tensor("gradient"))] : [logitDeviation]
  }

  private static func distance(_ x: Tensor, _ y: Tensor) -> Float {
    largestDistance(x, y) / max(y.elements.map(\.magnitude).max() ?? 0, .leastNormalMagnitude)
  }
}
