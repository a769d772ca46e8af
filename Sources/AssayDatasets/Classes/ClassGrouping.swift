import AssayBase

/// Classes put together into fewer: which of the old ones make up each new one. Others are left out.
public struct ClassGrouping: Sendable, Hashable {
  /// A new class.
  public struct Group: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The old classes in it, as ranges of labels.
    public let labels: [ClosedRange<Int>]

    /// Makes a new class of old ones.
    public init(_ name: String, _ labels: ClosedRange<Int>...) {
      self.name = name
      self.labels = labels
    }

    init(_ name: String, labels: [Int]) {
      self.name = name
      self.labels = labels.map { $0...$0 }
    }
  }

  /// The new classes in the order of their labels.
  public let groups: [Group]

  /// Makes a grouping.
  ///
  /// - Throws: `AssayError` of kind `empty` without groups, or `invalidArgument` when two have an old class in common.
  public init(_ groups: [Group]) throws {
    guard !groups.isEmpty else { throw AssayError(.empty, "a grouping needs classes", expected: "at least one") }
    for (index, group) in groups.enumerated() {
      for other in groups.dropFirst(index + 1) {
        guard let shared = group.labels.lazy.compactMap({ range in other.labels.first { $0.overlaps(range) } }).first
        else { continue }
        throw AssayError(
          .invalidArgument, "a class cannot belong to two groups", expected: "disjoint groups",
          found: "\(shared) in “\(group.name)” and “\(other.name)”")
      }
    }
    self.groups = groups
  }

  /// Makes a grouping of classes by their names among `classNames`.
  ///
  /// - Throws: As the other initialiser, and `AssayError` of kind `unknownName` for a class that is not there.
  public init(_ groups: KeyValuePairs<String, [String]>, among classNames: [String]) throws {
    try self.init(
      groups.map { name, members in
        Group(
          name,
          labels: try members.map { member in
            guard let label = classNames.firstIndex(of: member) else {
              throw AssayError(
                .unknownName, "there is no such class", expected: classNames.joined(separator: ", "),
                found: "“\(member)”")
            }
            return label
          })
      })
  }

  private init(unchecked groups: [Group]) { self.groups = groups }

  /// Restricted ImageNet: nine groups of ImageNet's classes, numbered from 0 in the order of their WordNet ids.
  ///
  /// Tsipras, Santurkar, Engstrom, Turner and Madry, "Robustness May Be at Odds with Accuracy" (ICLR 2019), table 3 of the
  /// appendix.
  public static let restrictedImageNet = ClassGrouping(unchecked: [
    Group("dog", 151...268), Group("cat", 281...285), Group("frog", 30...32), Group("turtle", 33...37),
    Group("bird", 80...100), Group("primate", 365...382), Group("fish", 389...397), Group("crab", 118...121),
    Group("insect", 300...319),
  ])

  /// The new label of each of `count` old ones; nil for those left out.
  func newLabels(of count: Int) -> [Int?] {
    var labels = [Int?](repeating: nil, count: count)
    for (label, group) in groups.enumerated() {
      for range in group.labels {
        for old in range.clamped(to: 0...max(0, count - 1)) where labels.indices.contains(old) && range.contains(old) {
          labels[old] = label
        }
      }
    }
    return labels
  }
}

extension Dataset {
  /// The examples whose classes are in a group, labelled by group and renumbered from 0; `sourceRow` stays.
  ///
  /// - Throws: `AssayError` of kind `invalidArgument` for a group of classes that the data set cannot have, or `empty` when
  ///   no example is in any group.
  public func grouping(_ classes: ClassGrouping, name: String? = nil) throws -> Dataset {
    for group in classes.groups {
      guard let range = group.labels.first(where: { !classNames.indices.contains($0.upperBound) || $0.lowerBound < 0 })
      else { continue }
      throw AssayError(
        .invalidArgument, "the group “\(group.name)” has classes that the data set has not",
        expected: "classes in 0..<\(classNames.count)", found: "\(range)", at: self.name)
    }
    return try relabelled(
      classes.newLabels(of: classNames.count), classNames: classes.groups.map(\.name), name: name ?? self.name)
  }
}
