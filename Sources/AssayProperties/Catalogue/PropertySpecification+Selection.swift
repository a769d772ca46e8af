import AssayBase

extension PropertySpecification {
  /// The name that files and options use, one of ``fileNames``.
  public var name: String {
    switch self {
    case .accuracy: "accuracy"
    case .robustAccuracy: "robust-accuracy"
    case .completeness: "completeness"
    case .batchIndependence: "batch-independence"
    case .determinism: "determinism"
    case .minimumDistance: "minimum-distance"
    case .accuracyFallsWithEpsilon: "accuracy-falls-with-epsilon"
    case .worstClassGap: "worst-class-gap"
    case .invariance: "invariance"
    case .explanation(let claim): claim.name
    }
  }

  /// The entry of a list that makes it again, for a claim about explanations.
  package var entry: JSONValue? { if case .explanation(let claim) = self { claim.entry } else { nil } }

  /// Those of `specifications` that have one of the wanted names, in their own order.
  ///
  /// - Throws: `AssayError(.unknownName)` for a name that no property has.
  public static func selecting(
    _ wanted: [String], from specifications: [PropertySpecification]
  ) throws -> [PropertySpecification] {
    if let unknown = wanted.first(where: { name in !specifications.contains { $0.name == name } }) {
      throw AssayError(
        .unknownName, "there is no such property", expected: names.joined(separator: ", "), found: "“\(unknown)”")
    }
    return specifications.filter { wanted.contains($0.name) }
  }

  /// Checks the settings, before any model is asked anything.
  ///
  /// - Throws: `AssayError(.invalidArgument)` when a threshold or a setting is out of range.
  public func validate() throws {
    switch self {
    case .accuracy(let threshold): try Claim.rate(atLeast: threshold).validate()
    case .robustAccuracy(let attack, let threshold):
      try attack.validate()
      try Claim.rate(atLeast: threshold).validate()
    case .completeness(let explanation, let tolerance):
      try explanation.validate()
      guard tolerance >= 0, tolerance.isFinite else {
        throw AssayError(
          .invalidArgument, "a tolerance must be a number that is not negative", found: "\(tolerance)", at: "within")
      }
    case .minimumDistance(let attack, let quantile, let threshold):
      try attack.validate()
      try Claim.quantile(quantile, atLeast: threshold, attack.norm).validate()
    case .accuracyFallsWithEpsilon(let attack, _, let exceptions):
      try attack.validate()
      try Claim.rate(atLeast: 1 - exceptions).validate()
    case .worstClassGap(let attack, let gap):
      try attack?.validate()
      try Claim.classGap(atMost: gap).validate()
    case .invariance(_, let threshold):
      try threshold.map { try Claim.rate(atLeast: $0).validate() }
    case .explanation(let claim): try claim.validate()
    case .batchIndependence, .determinism: break
    }
  }
}
