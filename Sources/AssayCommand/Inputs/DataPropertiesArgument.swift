import AssayBase
import AssayDatasets
import AssayProperties

/// What `--properties` and `--reference` say about the data themselves.
struct DataPropertiesArgument: Sendable {
  static let options = [
    OptionDefinition(
      "reference", "D", "Data that those of --data must have nothing in common with, as training data: no-leakage.")
  ]

  /// The name that stands for the standard ones.
  static let all = "data"
  private static let leakage = "no-leakage"

  /// The names of claims about data.
  static let names: [String] = DataProperty<Dataset>.named.map(\.name) + [leakage]

  /// The claims about the data set alone.
  let properties: [DataProperty<Dataset>]
  /// What it is held against.
  let reference: DatasetSource?
  /// The names in `--properties` that are of a model; `nil` where the option is left out or names a file.
  let others: [String]?

  /// - Throws: `AssayError` when a reference is needed and not given.
  init(_ arguments: Arguments) throws {
    let text = try arguments.text("properties")
    let reference = try arguments.text("reference").map { text in
      do {
        return try DataArgument.source(text, arguments)
      } catch let error as AssayError where error.location?.hasPrefix("--") != true {
        throw error.located(at: "--reference")
      }
    }
    self.reference = reference
    guard let text, !text.hasSuffix(".json") else {
      (properties, others) = ([], nil)
      return
    }
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let standard = words.contains(Self.all) ? DataProperty<Dataset>.standard.map(\.name) : []
    properties = DataProperty<Dataset>.named.filter { (words + standard).contains($0.name) }.map(\.property)
    others = words.filter { $0 != Self.all && !Self.names.contains($0) }
    guard words.contains(Self.leakage), reference == nil else { return }
    throw AssayError(
      .invalidArgument, "leakage is between two data sets", expected: "--reference D beside --data D",
      at: "--properties")
  }

  /// Whether nothing is asked of a model.
  var isAll: Bool { others?.isEmpty ?? false }
}
