import AssayBase
import AssayTensor
import Foundation

/// What a checkpoint's metadata say about the network that its weights belong to, each where it is said.
struct CheckpointDescription {
  /// The architecture's name.
  let architectureName: String?
  /// The number of classes.
  let classCount: Int?
  /// What the network wants its pixels to be.
  let preprocessing: Preprocessing?

  private enum Key {
    static let architecture = "architecture"
    static let classes = "classes"
    static let preprocessing = "preprocessing"
    static let fingerprint = "preprocessing_fingerprint"
  }

  /// The most classes that a file may claim.
  private static let classLimit = 1 << 20

  /// Reads metadata.
  ///
  /// - Throws: `AssayError(.malformedData)` that names the entry at fault.
  init(_ metadata: [String: String]) throws {
    architectureName = metadata[Key.architecture]
    classCount = try metadata[Key.classes].map { text in
      guard let count = Int(text), (1...Self.classLimit).contains(count) else {
        throw AssayError(
          .malformedData, "not a number of classes", expected: "1 to \(Self.classLimit)", found: "“\(text)”",
          at: "metadata “\(Key.classes)”")
      }
      return count
    }
    preprocessing = try metadata[Key.preprocessing].map { text in
      do {
        return try Preprocessing(json: JSONValue(parsing: Data(text.utf8)))
      } catch let error as AssayError {
        throw error.located(at: "metadata “\(Key.preprocessing)”")
      }
    }
    if let stated = metadata[Key.fingerprint], stated != preprocessing?.fingerprint {
      throw AssayError(
        .malformedData, "the fingerprint is not that of the preprocessing stated",
        expected: preprocessing.map { "“\($0.fingerprint)”" } ?? "none without metadata “\(Key.preprocessing)”",
        found: "“\(stated)”", at: "metadata “\(Key.fingerprint)”",
        advice: "The file was edited, or written by a later version that knows more of it")
    }
    if let preprocessing, preprocessing.preparation != metadata[Preprocessing.preparationKey] {
      throw AssayError(
        .malformedData, "two statements on the preparation of images differ",
        expected: preprocessing.preparation ?? "none", found: metadata[Preprocessing.preparationKey] ?? "none",
        at: "metadata “\(Preprocessing.preparationKey)”")
    }
  }

  /// Checks that an architecture is the one described.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` for another name, `.preprocessingMismatch` for another preprocessing.
  func check(_ architecture: Architecture) throws {
    if let architectureName, architectureName != architecture.name {
      throw AssayError(
        .shapeMismatch, "the file holds another architecture", expected: "“\(architecture.name)”",
        found: "“\(architectureName)”", advice: "Name it with --architecture \(architectureName)")
    }
    let wanted = architecture.preprocessing
    if let preprocessing, preprocessing.ofLayers != wanted {
      throw AssayError(
        .preprocessingMismatch, "the file's weights belong behind other pixels than the architecture gives them",
        expected: "\(wanted) (fingerprint \(wanted.fingerprint))",
        found: "\(preprocessing) (fingerprint \(preprocessing.fingerprint))",
        advice: "Load it into an architecture of the size and normalisation found")
    }
  }

  /// What a network writes into its checkpoint.
  static func metadata(of network: Network) -> [String: String] {
    let (architecture, preprocessing) = (network.architecture, network.preprocessing)
    return [
      Key.architecture: architecture.name, Key.classes: "\(architecture.classCount)",
      Key.preprocessing: "\(preprocessing.json)", Key.fingerprint: preprocessing.fingerprint,
    ]
  }
}
