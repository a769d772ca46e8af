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
    do {
      let description = try CheckpointDescription(archive.metadata)
      guard let name = name ?? description.architectureName else {
        throw AssayError(
          .invalidArgument, "the file does not say which architecture its weights belong to",
          expected: "--architecture with one of \(Architecture.names.joined(separator: ", "))")
      }
      var architecture = try Architecture.named(name, classes: description.classCount)
      if let shape = description.preprocessing?.inputShape, shape != architecture.inputShape {
        architecture = try architecture.taking(shape)
      }
      if let pixels = normalization ?? description.preprocessing?.normalization {
        // Says what is wrong with the number of channels, where `normalizing` would stop.
        _ = try pixels.outputShape(for: architecture.inputShape)
        architecture = architecture.normalizing(pixels)
      }
      self = architecture
    } catch let error as AssayError {
      throw error.located(at: archive.source)
    }
  }
}
