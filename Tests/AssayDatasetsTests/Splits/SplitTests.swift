import AssayBase
import AssayDatasets
import AssayImages
import Testing

/// Examples with labels and groups, and nothing to see.
private struct Plain: ExampleSource {
  let labels: [Int]
  var groups: [String?] = []
  var count: Int { labels.count }

  func example(at index: Int) throws -> Example {
    let value = Float(index % 256) / 255
    let size = ImageSize(channels: 1, height: 1, width: 2)
    return Example(
      image: try Image(size: size, values: [value, Float(index / 256) / 255]), label: labels[index], index: index)
  }

  func label(at index: Int) -> Int { labels[index] }
  func group(at index: Int) -> String? { groups.isEmpty ? nil : groups[index] }
}

@Suite struct SplitTests {
  private let shares: KeyValuePairs<String, Double> = ["train": 0.7, "validation": 0.15, "test": 0.15]

  private func data(_ labels: [Int], groups: [String?] = []) throws -> Dataset {
    try Dataset(
      name: "d", classNames: (0...(labels.max() ?? 0)).map { "\($0)" },
      imageSize: ImageSize(channels: 1, height: 1, width: 2), source: Plain(labels: labels, groups: groups))
  }

  private func rows(_ part: Dataset) throws -> [Int] {
    try part.examples(at: Array(0..<part.count)).map(\.sourceRow)
  }

  private func counts(_ part: Dataset) throws -> [Int] {
    var counts = [Int](repeating: 0, count: part.classNames.count)
    for index in 0..<part.count { counts[try part.label(at: index)] += 1 }
    return counts
  }

  @Test func everyExampleIsInOnePart() throws {
    let whole = try data((0..<303).map { $0 < 201 ? 1 : 0 })
    let split = try whole.split(shares, seed: 2026)
    #expect(split.parts.map(\.count) == [212, 46, 45])
    #expect(split.parts.map(\.name) == ["d/train", "d/validation", "d/test"])
    let all = try split.parts.map(rows)
    #expect(all.flatMap { $0 }.sorted() == Array(0..<303) && all.allSatisfy { $0 == $0.sorted() })
    // 0.7, 0.15, 0.15 of 102 and of 201.
    #expect(try split.parts.map(counts) == [[72, 140], [15, 31], [15, 30]])
    #expect(try split.part("test").count == 45)
    #expect(kind { try split.part("rest") } == .unknownName)
    #expect(try split.leakage().isEmpty)
  }

  /// Who is where must not change with the version or the machine: published numbers depend on it.
  @Test func seedsDecide() throws {
    let whole = try data((0..<40).map { $0 % 4 })
    let test = try whole.split(shares, seed: 1).part("test")
    let drawn = try rows(test)
    #expect(drawn == [2, 7, 12, 13, 15, 21])
    #expect(try rows(whole.split(shares, seed: 1).part("test")) == rows(test))
    #expect(try rows(whole.split(shares, seed: 2).part("test")) != rows(test))
    #expect(try rows(whole.split(shares, stratified: false, seed: 1).part("test")) != rows(test))
  }

  @Test func sharesHoldInEveryClassAndInAll() throws {
    for seed in 0..<60 {
      var stream = RandomStream(RandomKey(seed: UInt64(seed)).derived("classes"))
      let classes = stream.integer(in: 1...30)
      let labels = (0..<stream.integer(in: 40...400)).map { _ in stream.integer(in: 0...(classes - 1)) }
      let whole = try data(labels)
      let quotas = shares.map { $0.value * Double(labels.count) }
      let parts = try whole.split(shares, seed: UInt64(seed)).parts
      for (part, quota) in zip(parts, quotas) { #expect(abs(Double(part.count) - quota) < 1, "seed \(seed)") }
      let all = try counts(whole)
      for (part, share) in zip(parts, shares) {
        for (got, count) in zip(try counts(part), all) {
          #expect(abs(Double(got) - share.value * Double(count)) < 2, "seed \(seed)")
        }
      }
    }
  }

  @Test func groupsStayTogether() throws {
    for seed in 0..<30 {
      var stream = RandomStream(RandomKey(seed: UInt64(seed)).derived("groups"))
      let labels = (0..<200).map { _ in stream.integer(in: 0...2) }
      let groups = labels.map { _ in
        let group = stream.integer(in: 0...60)
        return group == 0 ? nil : "patient \(group)"
      }
      let parts = try data(labels, groups: groups).split(shares, seed: UInt64(seed)).parts
      #expect(try parts.flatMap(rows).sorted() == Array(0..<200))
      var owners: [String: Int] = [:]
      for (number, part) in parts.enumerated() {
        for index in 0..<part.count {
          guard let group = try part.group(at: index) else { continue }
          #expect(owners.updateValue(number, forKey: group).map { $0 == number } ?? true)
        }
      }
      // Sixty groups of three or four leave no part far from its share.
      for (part, share) in zip(parts, shares) {
        #expect(abs(Double(part.count) - share.value * 200) <= 4, "seed \(seed)")
      }
      let apart = try data(labels, groups: groups).split(shares, grouped: false, seed: UInt64(seed))
      #expect(try !apart.leakage().isEmpty)
    }
  }

  @Test func nonsenseIsRefused() throws {
    let whole = try data([0, 1, 0])
    for shares in [[:], ["a": 0, "b": 1], ["a": -1, "b": 2], ["a": .nan], ["a": .infinity]]
      as [KeyValuePairs<String, Double>]
    {
      #expect(kind { try whole.split(shares, seed: 0) } == .invalidArgument)
    }
    #expect(kind { try whole.split(["a": 0.5, "a": 0.5], seed: 0) } == .invalidArgument)
    #expect(kind { try whole.split(["a": 0.98, "b": 0.01, "c": 0.01], seed: 0) } == .empty)
    #expect(try whole.split(["all": 3], seed: 0).parts.map(\.count) == [3])
    #expect(kind { try whole.split(files: ["a": ["x"]]) } == .unsupported)
  }

  @Test func listsOfFilesDecide() throws {
    let files = try PictureFolder()
    for name in ["a/1.png", "a/2.png", "b/1.png", "b/3.png"] { try files.write(1, to: name) }
    let whole = try Dataset(folder: files.folder.url)
    let split = try whole.split(files: ["train": ["b/1.png", "2.png"], "test": ["3.png"]])
    #expect(try split.parts.map(rows) == [[1, 2], [3]])
    #expect(kind { try whole.split(files: ["train": ["1.png"]]) } == .invalidArgument)
    #expect(kind { try whole.split(files: ["train": ["4.png"]]) } == .unknownName)
    #expect(kind { try whole.split(files: ["train": ["2.png"], "test": ["a/2.png"]]) } == .invalidArgument)
    #expect(kind { try whole.split(files: ["train": ["2.png"], "test": []]) } == .empty)
  }
}
