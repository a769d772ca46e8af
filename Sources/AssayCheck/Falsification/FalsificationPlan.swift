/// Which cases a ``Falsifier`` runs besides the random ones, and what it doubts.
public struct FalsificationPlan: Sendable {
  /// Cases of earlier runs, run before all others.
  public var saved: [SavedChoices] = []
  /// The most cases made of simplest, least and greatest values; a tenth of the random cases unless given.
  public var boundaryCases: Int?
  /// The most cases of a climb towards a failure, if the property calls ``target(_:label:)``; as many as there are
  /// random cases unless given.
  public var targetedCases: Int?
  /// The most distinct failures that are looked for and reduced.
  public var failureLimit: Int = 5
  /// The probability with which a verdict on coverage is right.
  public var confidence: Double = 0.999
  /// The doubts that are not raised.
  public var suppressed: Set<HealthCheck> = []
  /// The seconds of processor time that drawing the first ten values may take.
  package var drawSeconds: Double = 5

  /// All phases, with nothing saved.
  public static let standard = FalsificationPlan()

  /// Random cases alone, up to the first failure.
  public static let randomOnly = FalsificationPlan(boundaryCases: 0, targetedCases: 0, failureLimit: 1)

  /// Makes a plan.
  public init(
    saved: [SavedChoices] = [], boundaryCases: Int? = nil, targetedCases: Int? = nil, failureLimit: Int = 5,
    confidence: Double = 0.999, suppressed: Set<HealthCheck> = []
  ) {
    self.saved = saved
    self.boundaryCases = boundaryCases
    self.targetedCases = targetedCases
    self.failureLimit = max(1, failureLimit)
    self.confidence = confidence
    self.suppressed = suppressed
  }
}
