import AssayBase
import AssayImages
import Foundation

extension Network {
  /// What a network's metadata call what is said of it.
  package enum MetadataKey {
    /// The names of the classes, as a JSON list.
    package static let classNames = "class_names"
    /// Who says them.
    package static let classNamesSource = "class_names_source"
    /// Who says what is done to pixels.
    package static let normalizationSource = "normalization_source"
    /// Who says how pictures become images.
    package static let preparationSource = "image_preparation_source"
    /// Who says how large images are, where the layers leave it open.
    package static let sizeSource = "image_size_source"
    /// The program that wrote an ONNX file.
    package static let producer = "producer"
    /// The versions of an ONNX file's operators.
    package static let operators = "operators"
    /// How it was written what something was read from: "ONNX".
    package static let format = "format"

    /// Those that ``Network`` and its descriptions read.
    package static let known: Set<String> = [
      classNames, classNamesSource, normalizationSource, preparationSource, sizeSource, producer, operators, format,
      "name", Preprocessing.preparationKey,
    ]
  }

  /// The names of the classes in the order of the logits, where the file or someone says them.
  public var classNames: [String]? {
    guard let text = metadata[MetadataKey.classNames],
      let names = (try? JSONValue(parsing: Data(text.utf8)))?.array?.compactMap(\.string), names.count == classCount
    else { return nil }
    return names
  }

  /// The same network with names for its classes, in the order of the logits.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` for another number of names than of classes.
  public func naming(classes names: [String]) throws -> Network {
    try adding(ModelFacts(normalization: nil, classNames: names, source: "classNames")).network
  }

  /// How pictures in files become the network's images: as those of its training where that is known, else stretched.
  public var imagePreparation: ImagePreparation {
    if let recorded = recordedPreparation { return recorded }
    let extent = try? ImagePreparation.Extent(height: inputShape[1], width: inputShape[2])
    return ImagePreparation(channels: inputShape[0] == 1 ? .gray : .rgb, extent: extent)
  }

  /// How the pictures that the network was trained on became images; nil where nothing says it.
  package var recordedPreparation: ImagePreparation? {
    preprocessing.preparation.flatMap { try? ImagePreparation(text: $0) }
  }

  /// The same network with what the facts say of pictures and classes, and what a person should know of it.
  ///
  /// What is done to pixels is a matter of the architecture.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` where what a person gave does not fit.
  package func adding(_ facts: ModelFacts) throws -> (network: Network, remarks: [String]) {
    let fitted = try facts.fitted(to: inputShape, classes: classCount)
    return (with(parameters: parameters, metadata: metadata.merging(fitted.metadata) { $1 }), fitted.remarks)
  }
}
