/// Where a case came from. Only random ones are drawn evenly enough to count in a rate; any may falsify.
public enum CasePhase: String, Sendable, Hashable, Codable, CaseIterable {
  /// Saved by an earlier run.
  case saved
  /// Made of the simplest, least and greatest values.
  case boundary
  /// Drawn from the seed.
  case random
  /// Made by climbing towards a failure.
  case targeted
}
