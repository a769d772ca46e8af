/// A value inside a frozen network: what one step writes and others read.
public struct PlanValue: Sendable, Hashable {
  let index: Int
}
