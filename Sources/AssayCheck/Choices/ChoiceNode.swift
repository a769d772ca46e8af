/// One choice together with the domain it was drawn from, as a run of a generator records it.
package struct ChoiceNode: Sendable, Hashable {
  package let choice: Choice
  package let domain: ChoiceDomain

  package init(_ choice: Choice, of domain: ChoiceDomain) {
    self.choice = choice
    self.domain = domain
  }

  /// The node's place in its domain's order of simplicity.
  package var rank: ChoiceRank { domain.rank(of: choice) }

  /// Whether nothing in the domain is simpler.
  package var isSimplest: Bool { choice == domain.simplest }

  /// Shortlex: the shorter is the smaller, equally long ones compare by the ranks of their choices in order.
  package static func precedes(_ left: some Collection<ChoiceNode>, _ right: some Collection<ChoiceNode>) -> Bool {
    if left.count != right.count { return left.count < right.count }
    for (first, second) in zip(left, right) {
      let (a, b) = (first.rank, second.rank)
      if a != b { return a < b }
    }
    return false
  }
}
