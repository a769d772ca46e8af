/// What an attack goes by, which decides what can be expected of it.
package enum AttackKind: Sendable {
  /// One step along one gradient.
  case singleStep
  /// Many steps, each along a gradient.
  case iterative
  /// The answers of the model alone.
  case queries
  /// Another model: what fools that may not fool this one, however hard the search.
  case transfer
  /// Chance: a control, not a search.
  case control
}
