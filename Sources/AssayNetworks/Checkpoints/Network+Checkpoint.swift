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
  /// The architecture is the built-in one that the metadata state, unless given. Names may have the prefixes that wrappers of
  /// PyTorch put in front ("module.", "model.", "_orig_mod."), and counts of batches may be missing or too many.
  ///
  /// - Throws: `AssayError` that names the archive and every missing, unexpected, misshapen or non-finite tensor, or both
  ///   architectures or preprocessings where the metadata state another.
  public init(archive: TensorArchive, architecture: Architecture? = nil) throws {
    self = try Self.reading(archive, architecture ?? Architecture(of: archive)).network
  }

  /// Reads weights from an archive, and says what a person should know of it.
  private static func reading(
    _ archive: TensorArchive, _ architecture: Architecture
  ) throws -> (network: Network, notes: [String]) {
    do {
      try CheckpointDescription(archive.metadata).check(architecture)
      let dictionary = try StateDictionary(archive, for: architecture)
      do {
        let parameters = try dictionary.tensors(in: archive, for: architecture)
        return (try Network(architecture, parameters: parameters, metadata: archive.metadata), dictionary.notes)
      } catch let error as AssayError where error.kind == .shapeMismatch {
        throw error.advising(StateDictionary.advice(for: archive))
      }
    } catch let error as AssayError where error.location?.hasPrefix(archive.source) != true {
      throw error.located(at: archive.source)
    }
  }

  /// Reads weights of a built-in architecture, with what is said of them: by a person, by the archive, by files beside it.
  ///
  /// - Parameters:
  ///   - name: The architecture's name; that in the metadata unless given.
  ///   - given: What a person says of the model.
  /// - Throws: `AssayError` that names the archive or who said what does not fit.
  package static func reading(
    _ archive: TensorArchive, named name: String?, facts given: ModelFacts
  ) throws -> (network: Network, notes: [String]) {
    var facts = given.completed(by: try ModelFacts(checkpoint: archive))
    if let file = archive.file { facts = facts.completed(by: try ModelFacts(beside: file)) }
    var architecture = try Architecture(weightsOf: archive, named: name)
    let size = architecture.inputShape
    var sizeSource: String?
    if let extent = facts.extent, (extent.value.height, extent.value.width) != (size[1], size[2]) {
      do {
        architecture = try architecture.taking([size[0], extent.value.height, extent.value.width])
        sizeSource = extent.source.name
      } catch let error as AssayError {
        if extent.source.isGiven { throw error.located(at: extent.source.name) }
        facts.remarks.append("not used: \(error.located(at: extent.source.name))")
      }
    }
    let fitted = try facts.fitted(to: architecture.inputShape, classes: architecture.classCount)
    if let pixels = fitted.normalization { architecture = architecture.normalizing(pixels) }
    let (network, notes) = try reading(archive, architecture)
    var metadata = network.metadata.merging(fitted.metadata) { $1 }
    metadata[MetadataKey.sizeSource] = sizeSource
    // What our own checkpoint keeps stays as it is, also where another revision of the code wrote it.
    if facts.preparation?.source.isGiven != true, let kept = archive.metadata[Preprocessing.preparationKey] {
      metadata[Preprocessing.preparationKey] = kept
    }
    return (network.with(parameters: network.parameters, metadata: metadata), notes + fitted.remarks)
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
