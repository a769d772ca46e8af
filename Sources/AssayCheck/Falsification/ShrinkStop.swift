/// Why a reduction ended.
public enum ShrinkStop: String, Sendable, Hashable, Codable {
  /// No pass finds anything smaller.
  case fixpoint
  /// The budget's evaluations are used up.
  case trials
  /// The budget's seconds are over.
  case seconds
  /// The task was cancelled.
  case cancelled
}
