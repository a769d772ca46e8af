import AssayBase
import AssayNetworks

/// What commands say about a model.
enum ModelText {
  /// The name, with what the network does to pixels where it does anything: "resnet18 (pixels: mean …, deviation …)".
  static func title(of model: any Classifier) -> String {
    model.name
      + ((model as? Network)?.architecture.preprocessing.normalization.map { " (pixels: \($0))" } ?? "")
  }

  /// What the network wants its pixels to be, in words and as the fingerprint that checkpoints keep; `null` for a model
  /// that does not say it.
  static func preprocessing(of model: any Classifier) -> JSONValue {
    (model as? Network).map { preprocessing($0.preprocessing) } ?? .null
  }

  /// The same of a description alone.
  static func preprocessing(_ preprocessing: Preprocessing) -> JSONValue {
    ["description": .string("\(preprocessing)"), "fingerprint": .string(preprocessing.fingerprint)]
  }
}
