import AssayCheck

/// The list problems, written from their descriptions.
extension Challenge {
  private static let integers: Generator<[Int]> = .array(of: .integer)
  private static let lists: Generator<[[Int]]> = .array(of: integers)

  static let reverse = Challenge("reverse", best: "[0, 1]", over: integers) { $0 == $0.reversed() }

  static let distinct = Challenge("distinct", best: "[0, 1, -1]", over: integers) { Set($0).count < 3 }

  static let lengthList = Challenge(
    "length list", best: "[900]",
    over: Generator<Int>.integer(in: 1...100).flatMap { .array(of: .integer(in: 0...1000), count: $0) }
  ) { ($0.max() ?? 0) < 900 }

  static let nestedLists = Challenge("nested lists", best: "[[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]", over: lists) {
    $0.map(\.count).reduce(0, +) <= 10
  }

  static let largeUnionList = Challenge("large union list", best: "[[0, 1, -1, 2, -2]]", over: lists) {
    Set($0.joined()).count <= 4
  }

  static let deletion = Challenge(
    "deletion", best: "([0, 0], 0)", over: Generator<([Int], Int)>.zip(integers, .integer)
  ) { list, element in
    guard let index = list.firstIndex(of: element) else { return true }
    var rest = list
    rest.remove(at: index)
    return !rest.contains(element)
  }

  static let coupling = Challenge(
    "coupling", best: "[1, 0]", over: Generator<[Int]>.array(of: .integer(in: 0...10), count: 0...12)
  ) { list in
    try assume(list.allSatisfy { $0 < list.count })
    return list.indices.allSatisfy { list[$0] == $0 || list[list[$0]] != $0 }
  }

  private static let boundedList = Generator<[Int16]>.array(
    of: Generator.integer(in: Int(Int16.min)...Int(Int16.max)).map { Int16(truncatingIfNeeded: $0) }, count: 0...10
  ).filter { $0.reduce(0, &+) < 256 }

  /// Five lists of 16-bit integers, each summing to less than 256 in wrapping arithmetic.
  static let bound5 = Challenge(
    "bound5", best: "[[], [], [], [-1], [-32768]]", over: Generator<[[Int16]]>.array(of: boundedList, count: 5)
  ) { $0.joined().reduce(0, &+) < 5 * 256 }
}
