/// What an attack goes by, which decides what can be expected of it.
package enum AttackKind: Sendable {
  /// One step along one gradient.
  case singleStep
  /// Many steps, each along a gradient.
  case iterative
  /// The answers of the model alone.
  case queries
  /// Chance: a control, not a search.
  case control
}
