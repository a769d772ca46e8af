import AssayBase
import AssayExplanations
import AssayNetworks
import AssayPerturbations

/// A claim about explanations as a file names it, not yet tied to a type of model.
public struct ExplanationClaim: Sendable {
  /// The name that files use: "stability".
  public let name: String
  /// The entry of the file, from which a saved counterexample is judged again.
  package let entry: JSONValue
  private let kind: Kind

  private enum Kind: Sendable {
    case stability(of: Explanation, under: PerturbationBall, samples: Int, keeping: MapAgreement, share: Double?)
    case robustness(of: Explanation, within: PerturbationBall, steps: Int, keeping: MapAgreement, share: Double?)
    case localization(of: Explanation, by: MapLocalization, atLeast: Double)
    case sparseness(of: Explanation, atLeast: Double)
    case seedStability(of: [Explanation], keeping: MapAgreement, share: Double?)
  }

  /// The names that files use.
  static let names = ["stability", "explanation-robustness", "localization", "sparseness", "seed-stability"]

  /// The property for models of a type.
  func property<Model: DifferentiableClassifier>(for type: Model.Type = Model.self) -> Property<Model> {
    switch kind {
    case .stability(let explanation, let ball, let samples, let agreement, let share):
      .stability(of: explanation, under: ball, samples: samples, keeping: agreement, share: share)
    case .robustness(let explanation, let ball, let steps, let agreement, let share):
      .explanationRobustness(of: explanation, within: ball, steps: steps, keeping: agreement, share: share)
    case .localization(let explanation, let measure, let threshold):
      .localization(of: explanation, by: measure, atLeast: threshold)
    case .sparseness(let explanation, let threshold): .sparseness(of: explanation, atLeast: threshold)
    case .seedStability(let explanations, let agreement, let share):
      .seedStability(of: explanations, keeping: agreement, share: share)
    }
  }
}

extension ExplanationClaim {
  /// Reads an entry; `nil` when its name is that of no claim about explanations.
  ///
  /// - Throws: `AssayError` that names the member at fault.
  init?(_ entry: JSONValue, allowed: inout [String]) throws {
    let fields = JSONFields(entry)
    let name = try fields.string("property")
    guard Self.names.contains(name) else { return nil }
    self.name = name
    self.entry = entry
    allowed.append("of")
    let text = try fields.string("of")
    let explanation = try Explanation(parsing: text)
    func share() throws -> Double? {
      allowed.append("share")
      return fields.has("share") ? try fields.number("share") : nil
    }
    func agreement(otherwise usual: MapAgreement) throws -> MapAgreement {
      allowed.append("keeping")
      return try fields.optionalString("keeping").map { try MapAgreement(parsing: $0) } ?? usual
    }
    func count(_ member: String, otherwise usual: Int) throws -> Int {
      allowed.append(member)
      return fields.has(member) ? try fields.int(member) : usual
    }
    switch name {
    case "stability":
      allowed.append("under")
      kind = .stability(
        of: explanation, under: try PerturbationBall(parsing: fields.string("under")),
        samples: try count("samples", otherwise: 8),
        keeping: try agreement(otherwise: .similarity(.kendall, atLeast: 0.5)), share: try share())
    case "explanation-robustness":
      allowed.append("within")
      kind = .robustness(
        of: explanation, within: try PerturbationBall(parsing: fields.string("within")),
        steps: try count("steps", otherwise: 40),
        keeping: try agreement(otherwise: .similarity(.kendall, atLeast: 0.5)), share: try share())
    case "localization":
      allowed += ["by", "atLeast"]
      kind = .localization(
        of: explanation, by: try MapLocalization(parsing: try fields.optionalString("by") ?? "mass"),
        atLeast: try fields.number("atLeast"))
    case "sparseness":
      allowed.append("atLeast")
      kind = .sparseness(of: explanation, atLeast: fields.has("atLeast") ? try fields.number("atLeast") : 0.5)
    default:
      let count = try count("seeds", otherwise: 3)
      guard (2...1_000).contains(count) else {
        throw AssayError(
          .invalidArgument, "to compare seeds takes two at least", expected: "2 to 1000", found: "\(count)", at: "seeds")
      }
      kind = .seedStability(
        of: try (0..<UInt64(count)).map { try Explanation(parsing: text, seed: $0) },
        keeping: try agreement(otherwise: .similarity(.spearman, atLeast: 0.8)), share: try share())
    }
  }

  /// - Throws: `AssayError(.invalidArgument)` when a threshold or a setting is out of range.
  func validate() throws {
    switch kind {
    case .stability(let explanation, let ball, _, _, let share), .robustness(let explanation, let ball, _, _, let share):
      try explanation.validate()
      try ball.validate()
      try Claim.share(share).validate()
    case .localization(let explanation, _, let threshold), .sparseness(let explanation, let threshold):
      try explanation.validate()
      try Claim.rate(atLeast: threshold).validate()
    case .seedStability(let explanations, _, let share):
      for explanation in explanations { try explanation.validate() }
      try Claim.share(share).validate()
    }
  }
}

extension MapLocalization {
  /// Reads a measure as files write it: `mass`, `rank` or `pointing`.
  fileprivate init(parsing text: String) throws {
    switch text {
    case "mass": self = .mass
    case "rank": self = .rank
    case "pointing": self = .pointing()
    default:
      throw AssayError(
        .unknownName, "there is no such measure of localization", expected: "mass, rank, pointing", found: "“\(text)”",
        at: "by")
    }
  }
}
