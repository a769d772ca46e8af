/// What an oracle says of an image.
public struct GridJudgement: Sendable, Hashable {
  /// Whether it fails in the same way, with the needed margin, inside the allowed ball.
  public let fails: Bool
  /// How far it is beyond the failure, negative when short of it, in any unit; 0 where the oracle cannot say.
  public let lead: Double

  /// Makes a judgement.
  public init(fails: Bool, lead: Double = 0) {
    self.fails = fails
    self.lead = lead
  }
}
