import AssayBase
import AssayTensor
import Foundation

extension Network {
  /// Reads weights from a safetensors file; the architecture is the built-in one that the file states, unless given.
  ///
  /// - Throws: `AssayError` that names the file and every missing, unexpected, misshapen or non-finite tensor, or both
  ///   architectures or preprocessings where the file states another.
  public init(checkpoint url: URL, architecture: Architecture? = nil) throws {
    try self.init(archive: TensorArchive(contentsOf: url), architecture: architecture)
  }

  /// Reads weights from an archive, in any of its floating-point types.
  ///
  /// The architecture is the built-in one that the metadata state, unless given.
  ///
  /// - Throws: `AssayError` that names the archive and every missing, unexpected, misshapen or non-finite tensor, or both
  ///   architectures or preprocessings where the metadata state another.
  public init(archive: TensorArchive, architecture: Architecture? = nil) throws {
    let architecture = try architecture ?? Architecture(of: archive)
    do {
      try CheckpointDescription(archive.metadata).check(architecture)
      var parameters: [String: Tensor] = [:]
      for entry in archive.entries {
        parameters[entry.name] = Tensor(
          shape: Shape(entry.shape), elements: try archive.floats(named: entry.name))
      }
      try self.init(architecture, parameters: parameters, metadata: archive.metadata)
    } catch let error as AssayError where error.location?.hasPrefix(archive.source) != true {
      throw error.located(at: archive.source)
    }
  }

  /// The network as a safetensors file: the same network gives the same bytes.
  ///
  /// Its metadata state the architecture, the number of classes and the ``Preprocessing`` with its fingerprint.
  public func checkpoint(metadata extra: [String: String] = [:]) throws -> Data {
    let stated = metadata.merging(extra) { $1 }.merging(CheckpointDescription.metadata(of: self)) { $1 }
    var builder = TensorArchiveBuilder(metadata: stated)
    for definition in architecture.body.parameters {
      guard let tensor = parameters[definition.name] else { continue }
      if definition.role == .counter {
        try builder.append(definition.name, shape: tensor.shape.dimensions, integers: tensor.elements.map { Int($0) })
      } else {
        try builder.append(definition.name, shape: tensor.shape.dimensions, floats: tensor.elements)
      }
    }
    return builder.data()
  }
}
