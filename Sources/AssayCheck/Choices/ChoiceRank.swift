/// A place in a domain's order of simplicity.
package struct ChoiceRank: Sendable, Hashable, Comparable {
  package let major: UInt64
  package let minor: UInt64

  package static let zero = ChoiceRank(major: 0, minor: 0)

  package static func < (left: ChoiceRank, right: ChoiceRank) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }
}
