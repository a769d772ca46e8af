import AssayBase
import AssayNetworks

/// What commands say about a model.
enum ModelText {
  /// The name, with what the network does to pixels where it does anything: "resnet18 (pixels: mean …, deviation …)".
  static func title(of network: Network) -> String {
    network.name + (network.architecture.preprocessing.normalization.map { " (pixels: \($0))" } ?? "")
  }

  /// What the network wants its pixels to be, in words and as the fingerprint that checkpoints keep.
  static func preprocessing(of network: Network) -> JSONValue { preprocessing(network.preprocessing) }

  /// The same of a description alone.
  static func preprocessing(_ preprocessing: Preprocessing) -> JSONValue {
    ["description": .string("\(preprocessing)"), "fingerprint": .string(preprocessing.fingerprint)]
  }
}
