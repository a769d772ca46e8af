/// Why a generator gave up on a case without a value.
package enum GenerationStop: Error, Sendable, Equatable {
  /// More choices were asked for than the source may give.
  case overrun
  /// A filter kept rejecting; the place in the source that said so.
  case rejected(by: String)
}
