import AssayBase

/// How close an output must come: `|got − expected| ≤ atol + rtol · |expected|` for every entry, or for most.
public struct GoldenTolerance: Sendable, Equatable {
  /// The part of the allowance that grows with the expected value.
  public var rtol: Double
  /// The part of the allowance that does not.
  public var atol: Double
  /// The share of entries that must be close enough; 1 unless the case says otherwise.
  public var minFraction: Double
  /// The adjusted Rand index that label maps must reach instead of being equal, or beside a share of equal labels.
  public var minAdjustedRandIndex: Double?
  /// Whether the output is shipped for study and not to be compared.
  public var informative: Bool

  /// Makes a tolerance.
  public init(
    rtol: Double = 0, atol: Double = 0, minFraction: Double = 1, minAdjustedRandIndex: Double? = nil,
    informative: Bool = false
  ) {
    self.rtol = rtol
    self.atol = atol
    self.minFraction = minFraction
    self.minAdjustedRandIndex = minAdjustedRandIndex
    self.informative = informative
  }

  /// The tolerance of `role` in a case's `tolerance`: each key of `per_output` goes before the case's own.
  init(_ tolerance: JSONValue?, role: String) {
    let own = tolerance?["per_output"]?[role]
    func key(_ name: String) -> JSONValue? { own?[name] ?? tolerance?[name] }
    self.init(
      rtol: key("rtol")?.double ?? 0, atol: key("atol")?.double ?? 0, minFraction: key("min_fraction")?.double ?? 1,
      minAdjustedRandIndex: key("min_adjusted_rand_index")?.double, informative: key("informative")?.bool ?? false)
  }

  /// The allowed distance from `expected`.
  public func allowance(at expected: Double) -> Double {
    atol + rtol * expected.magnitude
  }
}
