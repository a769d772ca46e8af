/// A stretch of nodes that belongs together (an element of an array, an operand), so that it can be moved or removed.
package struct ChoiceSpan: Sendable, Hashable {
  /// What the stretch is; spans with the same label can stand for each other.
  package let label: String
  /// The index of the enclosing span, or −1.
  package let parent: Int
  /// The first node.
  package let start: Int
  /// One past the last node.
  package fileprivate(set) var end: Int
  /// Whether the value drawn here was thrown away, as a filter does.
  package fileprivate(set) var isDiscarded: Bool

  init(label: String, parent: Int, start: Int) {
    self.label = label
    self.parent = parent
    self.start = start
    end = start
    isDiscarded = false
  }

  mutating func close(at end: Int, discarded: Bool) {
    self.end = end
    isDiscarded = discarded
  }

  /// The nodes' indices.
  package var range: Range<Int> { start..<end }
}
