/// Thrown by a property that has nothing to say about a value, so that the case counts neither for nor against it.
public struct Discard: Error, Sendable, Hashable {
  /// Makes the signal.
  public init() {}
}

/// Gives up on the case unless the condition is true: the property is claimed only where it holds.
///
/// Prefer a generator that makes fitting values; a run in which nearly all cases are discarded ends as exhausted.
public func assume(_ condition: Bool) throws {
  guard condition else { throw Discard() }
}
