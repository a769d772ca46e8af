import AssayBase
import AssayTensor
import Foundation

extension Network {
  /// Reads weights from a safetensors file.
  ///
  /// - Throws: `AssayError` that names the file and every missing, unexpected, misshapen or non-finite tensor.
  public init(checkpoint url: URL, architecture: Architecture) throws {
    try self.init(archive: TensorArchive(contentsOf: url), architecture: architecture)
  }

  /// Reads weights from an archive, in any of its floating-point types.
  ///
  /// - Throws: `AssayError` that names the archive and every missing, unexpected, misshapen or non-finite tensor.
  public init(archive: TensorArchive, architecture: Architecture) throws {
    do {
      if let stated = archive.metadata["architecture"], stated != architecture.name {
        throw AssayError(
          .shapeMismatch, "the file holds another architecture", expected: "“\(architecture.name)”",
          found: "“\(stated)”", advice: "Name it with --architecture \(stated)")
      }
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
  public func checkpoint(metadata extra: [String: String] = [:]) throws -> Data {
    var metadata = self.metadata.merging(extra) { $1 }
    metadata["architecture"] = architecture.name
    var builder = TensorArchiveBuilder(metadata: metadata)
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
