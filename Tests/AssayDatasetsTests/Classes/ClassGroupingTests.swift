import AssayBase
import AssayDatasets
import AssayImages
import Testing

@Suite struct ClassGroupingTests {
  /// As many examples as classes, labelled in turn.
  private func data(classes: Int) throws -> Dataset {
    try Dataset(
      name: "d",
      images: (0..<classes).map { _ in try Image(size: ImageSize(channels: 1, height: 1, width: 1), values: [0]) },
      labels: Array(0..<classes))
  }

  @Test func groupsTakeTheirClassesAndLeaveTheOthers() throws {
    let grouping = try ClassGrouping([.init("high", 7...8, 3...3), .init("low", 0...1)])
    let grouped = try data(classes: 10).subset([8, 1, 5, 3, 0, 7]).grouping(grouping)
    #expect(grouped.classNames == ["high", "low"] && grouped.count == 5 && grouped.name == "d")
    #expect(try (0..<5).map { try grouped.label(at: $0) } == [0, 1, 0, 1, 0])
    #expect(try grouped.examples(at: [0, 1, 2, 3, 4]).map(\.sourceRow) == [8, 1, 3, 0, 7])
    #expect(try grouped.examples(at: [4, 3]).map(\.label) == [0, 1])
    // Groups of groups.
    let one = try grouped.grouping(ClassGrouping(["all": ["low"]], among: grouped.classNames), name: "lows")
    #expect(one.count == 2 && one.classNames == ["all"] && one.name == "lows")
    #expect(try one.examples(at: [0, 1]).map(\.sourceRow) == [1, 0])
  }

  @Test func restrictedImageNetHasNineGroups() throws {
    let grouped = try data(classes: 1000).grouping(.restrictedImageNet)
    var counts = [Int](repeating: 0, count: 9)
    for index in 0..<grouped.count { counts[try grouped.label(at: index)] += 1 }
    #expect(grouped.classNames == ["dog", "cat", "frog", "turtle", "bird", "primate", "fish", "crab", "insect"])
    #expect(counts == [118, 5, 3, 5, 21, 18, 9, 4, 20])
  }

  @Test func nonsenseIsRefused() throws {
    #expect(kind { try ClassGrouping([]) } == .empty)
    #expect(kind { try ClassGrouping([.init("a", 0...3), .init("b", 5...5, 3...4)]) } == .invalidArgument)
    #expect(kind { try ClassGrouping(["a": ["x"]], among: ["y"]) } == .unknownName)
    #expect(kind { try data(classes: 10).grouping(.restrictedImageNet) } == .invalidArgument)
    #expect(kind { try data(classes: 4).grouping(ClassGrouping([.init("a", -1...1)])) } == .invalidArgument)
    #expect(kind { try data(classes: 4).subset([0]).grouping(ClassGrouping([.init("a", 2...3)])) } == .empty)
  }
}
