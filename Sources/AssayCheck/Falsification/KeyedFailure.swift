/// An error that knows which bug it belongs to, finer than by its type.
public protocol KeyedFailure: Error {
  /// Equal for two failures of the same bug: the source line of the expectation, say, without any value in it.
  var failureKey: String { get }
}
