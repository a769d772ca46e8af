/// What a draw may return, and which of its values is the simplest.
package enum ChoiceDomain: Sendable, Hashable {
  /// A yes or no; the simplest is `false`.
  case boolean
  /// A boolean that the generator decides itself but records, so that all elements of an array look alike.
  case fixed(Bool)
  /// A whole number of the range.
  case integer(ClosedRange<Int>, simplest: Int)
  /// A number of the range, in single precision if `single`.
  case float(ClosedRange<Double>, simplest: Double, single: Bool)
  /// A string of bytes of the range, of a length in the range.
  case bytes(count: ClosedRange<Int>, in: ClosedRange<UInt8>, simplest: UInt8)

  /// The choice every other is reduced towards.
  package var simplest: Choice {
    switch self {
    case .boolean: .boolean(false)
    case .fixed(let value): .boolean(value)
    case .integer(_, let simplest): .integer(simplest)
    case .float(_, let simplest, _): .float(simplest)
    case .bytes(let count, _, let simplest): .bytes(Array(repeating: simplest, count: count.lowerBound))
    }
  }

  /// The choice at one end of the domain: its least or its greatest value, whatever is simplest.
  package func extreme(_ end: ChoiceExtreme) -> Choice {
    switch self {
    case .boolean: .boolean(end == .highest)
    case .fixed(let value): .boolean(value)
    case .integer(let range, _): .integer(end == .lowest ? range.lowerBound : range.upperBound)
    case .float(let range, _, _): .float((end == .lowest ? range.lowerBound : range.upperBound) + 0)
    case .bytes(let count, let range, _):
      .bytes(
        end == .lowest
          ? Array(repeating: range.lowerBound, count: count.lowerBound)
          : Array(repeating: range.upperBound, count: count.upperBound))
    }
  }

  /// Whether a draw from this domain may return `choice`.
  package func contains(_ choice: Choice) -> Bool {
    switch (self, choice) {
    case (.boolean, .boolean): true
    case (.fixed(let value), .boolean(let given)): value == given
    case (.integer(let range, _), .integer(let value)): range.contains(value)
    case (.float(let range, _, let single), .float(let value)):
      range.contains(value) && (!single || Double(Float(value)) == value)
    case (.bytes(let count, let range, _), .bytes(let bytes)):
      count.contains(bytes.count) && bytes.allSatisfy(range.contains)
    default: false
    }
  }

  /// What a replay of `choice` gives from this domain; `nil` if it has nothing of the choice.
  ///
  /// Bytes of another length are made to fit, for a length that an earlier choice decides changes when that is reduced:
  /// of too many the last simplest ones go first, and too few are followed by simplest ones.
  package func fitted(_ choice: Choice) -> Choice? {
    if contains(choice) { return choice }
    guard case .bytes(let count, let range, let simplest) = self, case .bytes(var bytes) = choice,
      bytes.allSatisfy(range.contains)
    else { return nil }
    var index = bytes.count - 1
    while bytes.count > count.upperBound, index >= 0 {
      if bytes[index] == simplest { bytes.remove(at: index) }
      index -= 1
    }
    bytes.removeLast(max(0, bytes.count - count.upperBound))
    bytes += Array(repeating: simplest, count: max(0, count.lowerBound - bytes.count))
    return .bytes(bytes)
  }

  /// How far `choice` is from simple; zero for the simplest and the total order within the domain.
  ///
  /// Integers by distance from the simplest, the upper one first. Floats: the simplest, then whole numbers, then those
  /// with fewer decimals, each by magnitude, the positive one first. Bytes: the shorter, and of equally long ones by the
  /// distances from the simplest, the first byte's before the second's.
  package func rank(of choice: Choice) -> ChoiceRank {
    switch (self, choice) {
    case (.boolean, .boolean(let value)): ChoiceRank(major: value ? 1 : 0, minor: 0)
    case (.integer(_, let simplest), .integer(let value)):
      ChoiceRank(major: Self.distance(value, simplest), minor: value < simplest ? 1 : 0)
    case (.float(_, let simplest, let single), .float(let value)):
      value == simplest
        ? .zero
        : ChoiceRank(
          major: 1 + UInt64(Decimals.count(of: value, single: single)),
          minor: value.magnitude.bitPattern << 1 | (value < 0 ? 1 : 0))
    case (.bytes(_, _, let simplest), .bytes(let bytes)):
      ChoiceRank(
        major: UInt64(bytes.count), minor: 0,
        tail: bytes.map { UInt16($0 > simplest ? $0 - simplest : simplest - $0) << 1 | ($0 < simplest ? 1 : 0) })
    default: .zero
    }
  }

  /// |a − b| without overflow.
  package static func distance(_ first: Int, _ second: Int) -> UInt64 {
    first < second ? UInt64(bitPattern: Int64(second &- first)) : UInt64(bitPattern: Int64(first &- second))
  }
}

extension ChoiceDomain: CustomStringConvertible {
  /// What may be drawn, as "an integer of 0...9".
  package var description: String {
    switch self {
    case .boolean: "a boolean"
    case .fixed(let value): "a fixed boolean, \(value)"
    case .integer(let range, _): "an integer of \(range.lowerBound)...\(range.upperBound)"
    case .float(let range, _, let single):
      "a \(single ? "float" : "double") of \(range.lowerBound)...\(range.upperBound)"
    case .bytes(let count, let range, _):
      "\(count.lowerBound)...\(count.upperBound) bytes of \(range.lowerBound)...\(range.upperBound)"
    }
  }
}
