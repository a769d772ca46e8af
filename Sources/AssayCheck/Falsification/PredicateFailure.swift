/// Thrown for a property given as a predicate when it is `false`.
public struct PredicateFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// Makes the error.
  public init() {}

  /// One short sentence.
  public var description: String { "the predicate is false" }
}
