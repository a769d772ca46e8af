import AssayBase
import AssayTensor

extension Architecture {
  /// The built-in architecture that a checkpoint is of, with its number of classes, size of images and normalisation.
  ///
  /// - Parameters:
  ///   - name: Its name; that in the metadata unless given.
  ///   - normalization: What is done to pixels where the checkpoint does not say it.
  /// - Throws: `AssayError(.invalidArgument)` when neither says the name; `.unknownName` for one that is not built in;
  ///   `.malformedData` for metadata that make no sense; `.shapeMismatch` when images of that size do not fit.
  public init(
    of archive: TensorArchive, named name: String? = nil, normalization: PixelNormalization? = nil
  ) throws {
    let architecture = try Architecture(weightsOf: archive, named: name)
    do {
      let pixels = try normalization ?? CheckpointDescription(archive.metadata).preprocessing?.normalization
      self =
        try pixels.map { architecture.normalizing(try $0.fitting(channels: architecture.inputShape[0])) }
        ?? architecture
    } catch let error as AssayError {
      throw error.located(at: archive.source)
    }
  }

  /// The same without a normalisation of pixels.
  ///
  /// The number of classes is that of the weights where the metadata do not say it.
  init(weightsOf archive: TensorArchive, named name: String?) throws {
    do {
      let description = try CheckpointDescription(archive.metadata)
      guard let name = name ?? description.architectureName else {
        throw AssayError(
          .invalidArgument, "the file does not say which architecture its weights belong to",
          expected: "--architecture with one of \(Architecture.names.joined(separator: ", "))",
          advice: StateDictionary.advice(for: archive))
      }
      var architecture = try Architecture.named(name, classes: description.classCount)
      let dictionary = try StateDictionary(archive, for: architecture)
      if description.classCount == nil, let count = dictionary.classCount(of: architecture) {
        architecture = try Architecture.named(name, classes: count)
      }
      // torchvision's Inception-v3 is saved without its auxiliary head where it was made so.
      if name == Architecture.headedInception, !dictionary.entries.keys.contains(where: { $0.hasPrefix("AuxLogits.") })
      {
        architecture = .inceptionV3(classes: architecture.classCount, auxiliaryHead: false)
      }
      if let shape = description.preprocessing?.inputShape, shape != architecture.inputShape {
        architecture = try architecture.taking(shape)
      }
      self = architecture
    } catch let error as AssayError {
      throw error.located(at: archive.source)
    }
  }

  private static let headedInception = "inception-v3"
}
