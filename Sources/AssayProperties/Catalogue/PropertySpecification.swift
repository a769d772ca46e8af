import AssayBase
import AssayExplanations
import AssayNetworks
import AssayPerturbations
import Foundation

/// A property as a file or an option names it, not yet tied to a type of model.
public enum PropertySpecification: Sendable {
  /// The share of correct examples is at least this.
  case accuracy(atLeast: Double)
  /// The share of correct examples under an attack is at least this.
  case robustAccuracy(under: Attack, atLeast: Double)
  /// Maps sum to the difference of scores.
  case completeness(of: Explanation, within: Double)
  /// Logits do not depend on the batch.
  case batchIndependence
  /// The same image gives the same logits.
  case determinism
  /// A quantile of the distances at which an attack fools the model is at least this.
  case minimumDistance(by: Attack, quantile: Double, atLeast: Double)
  /// What falls in a small ball falls in larger ones too, but for a share of the examples.
  case accuracyFallsWithEpsilon(under: Attack, over: [Double], exceptions: Double)
  /// In no class is the accuracy behind that of all by more than this.
  case worstClassGap(under: Attack?, within: Double)
  /// Answers do not change with a variation: of all examples, or of a share.
  case invariance(to: ImageVariation, atLeast: Double?)
  /// A claim about the maps of an explanation.
  case explanation(ExplanationClaim)

  /// The names of the standard properties, by which options select them.
  public static let names = ["accuracy", "robust-accuracy", "completeness", "batch-independence", "determinism"]

  /// The names that files use.
  public static let fileNames =
    names + ["minimum-distance", "accuracy-falls-with-epsilon", "worst-class-gap", "invariance"]
    + ExplanationClaim.names

  /// The property for models of a type.
  ///
  /// A model that only answers is refused by those that need gradients or layers, when the check begins.
  public func property<Model: Classifier>(for type: Model.Type = Model.self) -> Property<Model> {
    switch self {
    case .accuracy(let threshold): .accuracy(atLeast: threshold)
    case .robustAccuracy(let attack, let threshold): .accuracy(under: attack, atLeast: threshold)
    case .completeness(let explanation, let tolerance): .completeness(of: explanation, within: tolerance)
    case .batchIndependence: .logitsIndependentOfTheBatch
    case .determinism: .evaluationIsDeterministic
    case .minimumDistance(let attack, let quantile, let threshold):
      .minimumDistance(by: attack, quantile: quantile, atLeast: threshold)
    case .accuracyFallsWithEpsilon(let attack, let sizes, let exceptions):
      .accuracyFallsWithEpsilon(under: attack, over: sizes, exceptions: exceptions)
    case .worstClassGap(let attack, let gap): .worstClassGap(under: attack, within: gap)
    case .invariance(let variation, let threshold):
      threshold.map { .invariance(to: variation, atLeast: $0) } ?? .invariance(to: variation)
    case .explanation(let claim): claim.property()
    }
  }

  /// The standard properties: what any classifier of small images that claims robustness should withstand.
  ///
  /// - Parameters:
  ///   - epsilon: The size of the larger ℓ∞ ball.
  ///   - threshold: The share of examples that must withstand it.
  public static func standard(epsilon: Double = 0.15, atLeast threshold: Double = 0.5) -> [PropertySpecification] {
    [
      .accuracy(atLeast: 0.9),
      .robustAccuracy(under: .pgd(.linf(8 / 255), steps: 40), atLeast: 0.3),
      .robustAccuracy(under: .pgd(.linf(epsilon), steps: 40), atLeast: threshold),
      .completeness(of: .integratedGradients(), within: 0.01),
      .batchIndependence,
      .determinism,
    ]
  }

  /// Reads the list of properties of a file: `[{"property": "accuracy", "atLeast": 0.9}, …]`.
  ///
  /// - Throws: `AssayError` that names the file, the entry and the member at fault.
  public static func list(parsing data: Data, source: String) throws -> [PropertySpecification] {
    do {
      guard let entries = try JSONValue(parsing: data).array else {
        throw AssayError(.malformedData, "not a list of properties", expected: "[{\"property\": NAME, …}, …]")
      }
      guard !entries.isEmpty else { throw AssayError(.empty, "the list has no property") }
      return try entries.enumerated().map { index, entry in
        do {
          return try PropertySpecification(entry)
        } catch let error as AssayError {
          throw error.located(at: "property \(index)")
        }
      }
    } catch let error as AssayError {
      throw error.located(at: source)
    }
  }

  /// Reads an entry of such a list.
  ///
  /// - Throws: `AssayError` that names the member at fault.
  package init(_ value: JSONValue) throws {
    let fields = JSONFields(value)
    let name = try fields.string("property")
    var allowed: [String] = ["property"]
    switch name {
    case "accuracy":
      allowed += ["atLeast"]
      self = .accuracy(atLeast: try fields.number("atLeast"))
    case "robust-accuracy":
      allowed += ["under", "atLeast"]
      self = .robustAccuracy(
        under: try Attack(parsing: fields.string("under")), atLeast: try fields.number("atLeast"))
    case "completeness":
      allowed += ["of", "within"]
      self = .completeness(
        of: try Explanation(parsing: fields.has("of") ? fields.string("of") : "integrated-gradients"),
        within: try fields.number("within"))
    case "batch-independence": self = .batchIndependence
    case "determinism": self = .determinism
    case "minimum-distance":
      allowed += ["by", "quantile", "atLeast"]
      self = .minimumDistance(
        by: try Attack(parsing: fields.string("by")),
        quantile: fields.has("quantile") ? try fields.number("quantile") : 0.5, atLeast: try fields.number("atLeast"))
    case "accuracy-falls-with-epsilon":
      allowed += ["under", "over", "exceptions"]
      self = .accuracyFallsWithEpsilon(
        under: try Attack(parsing: fields.string("under")), over: try fields.numbers("over"),
        exceptions: fields.has("exceptions") ? try fields.number("exceptions") : 0.02)
    case "worst-class-gap":
      allowed += ["under", "within"]
      self = .worstClassGap(
        under: try fields.optionalString("under").map { try Attack(parsing: $0) }, within: try fields.number("within"))
    case "invariance":
      allowed += ["to", "atLeast"]
      self = .invariance(
        to: try ImageVariation(parsing: fields.string("to")),
        atLeast: fields.has("atLeast") ? try fields.number("atLeast") : nil)
    default:
      if let claim = try ExplanationClaim(value, allowed: &allowed) {
        self = .explanation(claim)
        break
      }
      throw AssayError(
        .unknownName, "there is no such property", expected: Self.fileNames.joined(separator: ", "), found: "“\(name)”",
        at: "property")
    }
    if let extra = fields.names.first(where: { !allowed.contains($0) }) {
      throw AssayError(
        .unknownName, "“\(name)” has no such setting", expected: allowed.joined(separator: ", "), found: "“\(extra)”")
    }
  }
}
