import AssayBase

/// Which bug a failure shows: the property, the type thrown, and a key that tells its throwing places apart.
///
/// A shrinker keeps to one origin, so that it never ends at another bug than it started from.
public struct FailureOrigin: Sendable, Hashable, Codable {
  /// The property that failed.
  public let property: String
  /// The type of the error it threw.
  public let errorType: String
  /// What else tells the bug from others: a source line, a wrong label; empty if nothing does.
  public let key: String

  /// Makes an origin.
  public init(property: String, errorType: String, key: String = "") {
    self.property = property
    self.errorType = errorType
    self.key = key
  }

  /// The origin of an error thrown by a property, keyed by ``KeyedFailure/failureKey`` if it has one.
  public init(property: String, error: any Error) {
    let key =
      switch error {
      case let keyed as any KeyedFailure: keyed.failureKey
      case let fault as AssayError: fault.kind.rawValue
      default: ""
      }
    self.init(property: property, errorType: String(reflecting: type(of: error)), key: key)
  }
}
