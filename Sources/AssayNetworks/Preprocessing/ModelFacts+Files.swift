import AssayBase
import AssayImages
import AssayTensor
import Foundation

extension ModelFacts {
  /// The files beside a model that are read, in the order of their weight.
  package static let fileNames = ["preprocessor_config.json", "config.json"]

  /// What Hugging Face's and timm's files in the folder of the model at `path` say.
  ///
  /// - Throws: `AssayError` that names the file.
  package init(beside path: String) throws {
    self.init()
    let folder = URL(filePath: path).deletingLastPathComponent()
    for name in Self.fileNames {
      let file = folder.appending(path: name).path(percentEncoded: false)
      guard AtomicFile.isRegular(file) else { continue }
      do {
        self = completed(by: try ModelFacts(contentsOf: file, source: Source(name)))
      } catch let error as AssayError {
        // The file's path says more than its name.
        throw error.location?.hasPrefix(file) == true ? error : error.located(at: file)
      }
    }
  }

  /// The names of the classes in a file: one a line, or JSON: a list of names, or an object of numbers and names.
  ///
  /// - Throws: `AssayError` that names the file.
  package static func names(inFile path: String) throws -> [String] {
    guard path.hasSuffix(".json") else { return try NameList.read(path) }
    let json = try JSONValue(contentsOf: URL(filePath: path))
    do {
      if let names = try names(json["id2label"] ?? json) { return names }
      return try JSONFields(["names": json]).strings("names")
    } catch let error as AssayError {
      throw error.located(at: path)
    }
  }
}

extension ModelFacts {
  /// What the metadata of a safetensors file say: those of our checkpoints, and the names of the classes.
  ///
  /// - Throws: `AssayError` that names the archive and the entry.
  init(checkpoint archive: TensorArchive) throws {
    self.init()
    let source = Source(archive.metadata[Network.MetadataKey.classNamesSource] ?? "the file's metadata")
    do {
      let description = try CheckpointDescription(archive.metadata)
      if let preprocessing = description.preprocessing {
        let said = archive.metadata[Network.MetadataKey.normalizationSource] ?? "the file's metadata"
        normalization = Statement(preprocessing.normalization, Source(said))
        let shape = preprocessing.inputShape
        extent = Statement(try .init(height: shape[1], width: shape[2]), Source("the file's metadata"))
        if let text = preprocessing.preparation, let preparation = try? ImagePreparation(text: text) {
          self.preparation = Statement(preparation, Source("the file's metadata"))
        }
      }
      if let text = archive.metadata[Network.MetadataKey.classNames] {
        let json = try JSONValue(parsing: Data(text.utf8))
        classNames = Statement(try JSONFields([Network.MetadataKey.classNames: json]).strings("class_names"), source)
      }
    } catch let error as AssayError {
      throw error.located(at: archive.source)
    }
  }
}
