import AssayBase
import AssayNetworks

/// A classifier that can say whether two values of it are the same model.
///
/// ``Network`` and ``ONNXModel`` do. Conform an engine of your own to it, and saved counterexamples and baselines tell its models apart.
public protocol FingerprintedClassifier: Classifier {
  /// What changes when the weights or the layers do, such as a hash of the file.
  var fingerprint: String { get }
  /// What changes when the way from a file to the model's pixels does; `nil` where the model does not say.
  var preprocessingFingerprint: String? { get }
}

extension FingerprintedClassifier {
  /// Not said.
  public var preprocessingFingerprint: String? { nil }
}

extension Network: FingerprintedClassifier {
  /// 16 digits for the layers and the bits of all weights.
  ///
  /// Costs one pass over the weights.
  public var fingerprint: String {
    var fingerprint = Fingerprint()
    fingerprint.combine(architecture.name)
    for name in parameterNames {
      guard let tensor = parameters[name] else { continue }
      fingerprint.combine(name)
      for size in tensor.shape.dimensions { fingerprint.combine(size) }
      fingerprint.combine(tensor.elements)
    }
    return fingerprint.text
  }

  /// The fingerprint of what the network expects of pixels.
  public var preprocessingFingerprint: String? { preprocessing.fingerprint }
}

extension ONNXModel: FingerprintedClassifier {
  /// 16 digits for the layers and the bits of all weights.
  ///
  /// Costs one pass over the weights.
  public var fingerprint: String { network.fingerprint }

  /// The fingerprint of what the network expects of pixels, from what was given, metadata and files beside it.
  public var preprocessingFingerprint: String? { network.preprocessingFingerprint }
}

/// Which model something was found with, as files keep it.
package struct ModelIdentity: Sendable, Equatable {
  package let name: String
  package let fingerprint: String?
  package let preprocessing: String?

  package init(name: String, fingerprint: String? = nil, preprocessing: String? = nil) {
    self.name = name
    self.fingerprint = fingerprint
    self.preprocessing = preprocessing
  }

  /// A model's identity; one that is no ``FingerprintedClassifier`` has a name only.
  package init(_ model: some Classifier) {
    let known = model as? any FingerprintedClassifier
    self.init(name: model.name, fingerprint: known?.fingerprint, preprocessing: known?.preprocessingFingerprint)
  }

  /// Two models that are compared, as one.
  package init(_ first: some Classifier, against second: some Classifier) {
    let (a, b) = (ModelIdentity(first), ModelIdentity(second))
    func joined(_ a: String?, _ b: String?) -> String? { a.flatMap { a in b.map { "\(a) against \($0)" } } }
    self.init(
      name: "\(a.name) against \(b.name)", fingerprint: joined(a.fingerprint, b.fingerprint),
      preprocessing: joined(a.preprocessing, b.preprocessing))
  }
}

extension ModelIdentity {
  package var json: JSONValue {
    var members: [String: JSONValue] = ["name": .string(name)]
    members["fingerprint"] = fingerprint.map(JSONValue.string)
    members["preprocessing"] = preprocessing.map(JSONValue.string)
    return .object(members)
  }

  package init(_ json: JSONValue) throws {
    let fields = JSONFields(json)
    self.init(
      name: try fields.string("name"), fingerprint: try fields.optionalString("fingerprint"),
      preprocessing: try fields.optionalString("preprocessing"))
  }
}
