import AssayBase
import AssayExplanations
import AssayPerturbations

extension ExplanationClaim {
  /// Reads an entry; `nil` when its name is that of no claim about explanations.
  ///
  /// - Parameter allowed: Gets the names of the members that the claim has.
  /// - Throws: `AssayError` that names the member at fault.
  init?(_ entry: JSONValue, allowed: inout [String]) throws {
    var members = Members(JSONFields(entry))
    let name = try members.fields.string("property")
    guard Self.names.contains(name) else { return nil }
    self.init(name: name, entry: entry, kind: try Self.kind(name, &members))
    allowed += members.known
  }

  /// The members of an entry, of which it is kept which were asked for.
  private struct Members {
    let fields: JSONFields
    private(set) var known: [String] = []

    init(_ fields: JSONFields) { self.fields = fields }

    mutating func text(_ name: String) throws -> String {
      known.append(name)
      return try fields.string(name)
    }

    mutating func number(_ name: String) throws -> Double? {
      known.append(name)
      return fields.has(name) ? try fields.number(name) : nil
    }

    mutating func count(_ name: String) throws -> Int? {
      known.append(name)
      return fields.has(name) ? try fields.int(name) : nil
    }

    mutating func explanation() throws -> Explanation { try Explanation(parsing: text("of")) }

    mutating func ball(_ name: String) throws -> PerturbationBall { try PerturbationBall(parsing: text(name)) }

    mutating func agreement(otherwise usual: MapAgreement) throws -> MapAgreement {
      known.append("keeping")
      return try fields.optionalString("keeping").map { try MapAgreement(parsing: $0) } ?? usual
    }
  }

  private static func kind(_ name: String, _ members: inout Members) throws -> Kind {
    switch name {
    case "stability":
      return .stability(
        of: try members.explanation(), under: try members.ball("under"), samples: try members.count("samples") ?? 8,
        keeping: try members.agreement(otherwise: .similarity(.kendall, atLeast: 0.5)),
        share: try members.number("share"))
    case "explanation-robustness":
      return .robustness(
        of: try members.explanation(), within: try members.ball("within"), steps: try members.count("steps") ?? 40,
        keeping: try members.agreement(otherwise: .similarity(.kendall, atLeast: 0.5)),
        share: try members.number("share"))
    case "localization":
      let explanation = try members.explanation()
      guard let threshold = try members.number("atLeast") else {
        throw AssayError(.malformedData, "a member is missing", expected: "a number", at: "atLeast")
      }
      let measure = try members.fields.has("by") ? MapLocalization(parsing: members.text("by")) : .mass
      return .localization(of: explanation, by: measure, atLeast: threshold)
    case "sparseness":
      return .sparseness(of: try members.explanation(), atLeast: try members.number("atLeast") ?? 0.5)
    case "weight-sensitivity":
      return .weightSensitivity(of: try members.explanation(), atMost: try members.number("atMost") ?? 0.5)
    case "shift-invariance":
      return .shiftInvariance(
        of: try members.explanation(), by: Float(try members.number("by") ?? 0.1),
        within: try members.number("within") ?? 0.01)
    case "deletion-faithfulness": return .deletionFaithfulness(of: try members.explanation())
    case "discrepancy-bound":
      return .discrepancyBound(of: try members.explanation(), under: try Attack(parsing: members.text("under")))
    default: return try seedStability(&members)
    }
  }

  private static func seedStability(_ members: inout Members) throws -> Kind {
    let text = try members.text("of")
    let count = try members.count("seeds") ?? 3
    guard (2...1_000).contains(count) else {
      throw AssayError(
        .invalidArgument, "to compare seeds takes two at least", expected: "2 to 1000", found: "\(count)", at: "seeds")
    }
    return .seedStability(
      of: try (0..<UInt64(count)).map { try Explanation(parsing: text, seed: $0) },
      keeping: try members.agreement(otherwise: .similarity(.spearman, atLeast: 0.8)),
      share: try members.number("share"))
  }

  /// - Throws: `AssayError(.invalidArgument)` when a threshold or a setting is out of range.
  func validate() throws {
    switch kind {
    case .stability(let explanation, let ball, _, _, let share),
      .robustness(let explanation, let ball, _, _, let share):
      try explanation.validate()
      try ball.validate()
      try Claim.share(share).validate()
    case .localization(let explanation, _, let threshold), .sparseness(let explanation, let threshold):
      try explanation.validate()
      try Claim.rate(atLeast: threshold).validate()
    case .seedStability(let explanations, _, let share):
      for explanation in explanations { try explanation.validate() }
      try Claim.share(share).validate()
    case .weightSensitivity(let explanation, let threshold):
      try explanation.validate()
      try Claim.mean(.atMost(threshold), in: -1...1).validate()
    case .shiftInvariance(let explanation, _, let tolerance):
      try explanation.validate()
      try MapAgreement.distance(.l1, atMost: tolerance).validate()
    case .deletionFaithfulness(let explanation): try explanation.validate()
    case .discrepancyBound(let explanation, let attack):
      try explanation.validate()
      try attack.validate()
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
