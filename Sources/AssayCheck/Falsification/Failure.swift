/// What a property threw for one value.
public struct Failure: Sendable {
  /// Which bug it shows.
  public let origin: FailureOrigin
  /// The error in words.
  public let message: String
  /// The error itself, where the failure was not read from a file.
  public let error: (any Error)?

  /// Makes a failure.
  public init(origin: FailureOrigin, message: String) {
    self.origin = origin
    self.message = message
    error = nil
  }

  /// The failure of a property that threw.
  public init(property: String, error: any Error) {
    origin = FailureOrigin(property: property, error: error)
    message = "\(error)"
    self.error = error
  }
}

extension Failure: Hashable {
  /// Equal where the origins and the words are.
  public static func == (left: Failure, right: Failure) -> Bool {
    left.origin == right.origin && left.message == right.message
  }

  /// Hashes the origin and the words.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(origin)
    hasher.combine(message)
  }
}
