/// A value inside a frozen network: what one step writes and others read.
public struct PlanValue: Sendable, Hashable {
  /// Its place in the order in which values were made: a value comes after those that it is computed from.
  package let index: Int
}
