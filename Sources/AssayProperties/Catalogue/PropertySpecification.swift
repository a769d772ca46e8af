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

  /// The names that files and options use.
  public static let names = ["accuracy", "robust-accuracy", "completeness", "batch-independence", "determinism"]

  /// The property for models of a type.
  public func property<Model: DifferentiableClassifier>(for type: Model.Type = Model.self) -> Property<Model> {
    switch self {
    case .accuracy(let threshold): .accuracy(atLeast: threshold)
    case .robustAccuracy(let attack, let threshold): .accuracy(under: attack, atLeast: threshold)
    case .completeness(let explanation, let tolerance): .completeness(of: explanation, within: tolerance)
    case .batchIndependence: .logitsIndependentOfTheBatch
    case .determinism: .evaluationIsDeterministic
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

  private init(_ value: JSONValue) throws {
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
    default:
      throw AssayError(
        .unknownName, "there is no such property", expected: Self.names.joined(separator: ", "), found: "“\(name)”",
        at: "property")
    }
    if let extra = fields.names.first(where: { !allowed.contains($0) }) {
      throw AssayError(
        .unknownName, "“\(name)” has no such setting", expected: allowed.joined(separator: ", "), found: "“\(extra)”")
    }
  }
}
