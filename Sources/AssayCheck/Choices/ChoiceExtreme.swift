/// An end of a domain.
package enum ChoiceExtreme: Sendable, Hashable {
  case lowest
  case highest
}
