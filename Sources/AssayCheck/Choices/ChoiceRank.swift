/// A place in a domain's order of simplicity.
package struct ChoiceRank: Sendable, Hashable, Comparable {
  package let major: UInt64
  package let minor: UInt64
  /// What decides between many numbers in one choice, in order; empty for single numbers.
  package let tail: [UInt16]

  package init(major: UInt64, minor: UInt64, tail: [UInt16] = []) {
    self.major = major
    self.minor = minor
    self.tail = tail
  }

  package static let zero = ChoiceRank(major: 0, minor: 0)

  package static func < (left: ChoiceRank, right: ChoiceRank) -> Bool {
    if left.major != right.major { return left.major < right.major }
    if left.minor != right.minor { return left.minor < right.minor }
    return left.tail.lexicographicallyPrecedes(right.tail)
  }
}
