import AssayCheck
import Testing

/// The list problems of the public shrinking challenge, written from their descriptions.
@Suite struct ListChallengeTests {
  static let integers: Generator<[Int]> = .array(of: .integer)

  @Test func reverse() async throws {
    let reached = try await Challenge.minima("reverse", Self.integers) { $0 == $0.reversed() }
    #expect(reached == ["[0, 1]"])
  }

  @Test func distinct() async throws {
    let reached = try await Challenge.minima("distinct", Self.integers) { Set($0).count < 3 }
    #expect(reached == ["[0, 1, -1]"])
  }

  @Test func lengthList() async throws {
    let lists = Generator<Int>.integer(in: 1...100).flatMap { .array(of: .integer(in: 0...1000), count: $0) }
    let reached = try await Challenge.minima("lengthlist", lists) { ($0.max() ?? 0) < 900 }
    #expect(reached == ["[900]"])
  }

  @Test func nestedLists() async throws {
    let lists = Generator<[[Int]]>.array(of: Self.integers)
    let reached = try await Challenge.minima("nestedlists", lists) { $0.map(\.count).reduce(0, +) <= 10 }
    #expect(reached == ["[[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]"])
  }

  @Test func largeUnionList() async throws {
    let lists = Generator<[[Int]]>.array(of: Self.integers)
    let reached = try await Challenge.minima("large union list", lists) { Set($0.joined()).count <= 4 }
    #expect(reached == ["[[0, 1, -1, 2, -2]]"])
  }

  @Test func deletion() async throws {
    let cases = Generator<([Int], Int)>.zip(Self.integers, .integer)
    let reached = try await Challenge.minima("deletion", cases) { list, element in
      guard let index = list.firstIndex(of: element) else { return true }
      var rest = list
      rest.remove(at: index)
      return !rest.contains(element)
    }
    #expect(reached == ["([0, 0], 0)"])
  }

  @Test func coupling() async throws {
    let lists = Generator<[Int]>.array(of: .integer(in: 0...10), count: 0...12)
    let reached = try await Challenge.minima("coupling", lists) { list in
      try assume(list.allSatisfy { $0 < list.count })
      return list.indices.allSatisfy { list[$0] == $0 || list[list[$0]] != $0 }
    }
    #expect(reached == ["[1, 0]"])
  }

  /// Five lists of 16-bit integers, each summing to less than 256 in wrapping arithmetic.
  @Test func bound5() async throws {
    let list = Generator<[Int16]>.array(
      of: Generator.integer(in: Int(Int16.min)...Int(Int16.max)).map { Int16(truncatingIfNeeded: $0) }, count: 0...10
    ).filter { $0.reduce(0, &+) < 256 }
    let cases = Generator<[[Int16]]>.array(of: list, count: 5)
    let reached = try await Challenge.minima("bound5", cases) { lists in
      lists.joined().reduce(0, &+) < 5 * 256
    }
    #expect(reached == ["[[], [], [], [-1], [-32768]]"])
  }
}
