/// What a property threw for one value.
public struct Failure: Sendable, Hashable {
  /// Which bug it shows.
  public let origin: FailureOrigin
  /// The error in words.
  public let message: String

  /// Makes a failure.
  public init(origin: FailureOrigin, message: String) {
    self.origin = origin
    self.message = message
  }
}
