/// Two models that are judged on the same examples.
public struct Comparison<First: Sendable, Second: Sendable>: Sendable {
  /// The model that the claim is made for.
  public let first: First
  /// The model that it is held against.
  public let second: Second

  /// Makes a pair.
  public init(first: First, second: Second) {
    self.first = first
    self.second = second
  }
}
