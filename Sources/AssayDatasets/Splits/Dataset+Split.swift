import AssayBase

extension Dataset {
  /// Cuts the data set into parts at random: the same parts for the same seed, on every machine.
  ///
  /// Every example is in one part. Parts keep the data set's order and are called "NAME/PART". Sizes are those of the
  /// largest remainder (Hamilton), equal remainders favouring the earlier part: for 303 examples and 0.7, 0.15, 0.15 they
  /// are 212, 46, 45. Within every class they are within two of the shares. Where examples have groups, such as patients, a
  /// group lies wholly in one part; then the sizes, and the classes' shares, are as near as whole groups allow: groups are
  /// dealt, the largest first, to where they leave the least squared distance from the shares.
  ///
  /// - Parameters:
  ///   - shares: The parts and their positive shares, in proportion to one another.
  ///   - stratified: Whether every class is divided by the shares; otherwise only the whole is.
  ///   - grouped: Whether groups stay together; examples without a group are groups of their own.
  ///   - seed: What decides who goes where.
  /// - Throws: `AssayError` of kind `invalidArgument` for shares that are not positive or parts that share a name, `empty` when
  ///   a part would get no example.
  public func split(
    _ shares: KeyValuePairs<String, Double>, stratified: Bool = true, grouped: Bool = true, seed: UInt64
  ) throws -> DatasetSplit {
    let names = shares.map(\.key)
    guard !shares.isEmpty, shares.allSatisfy({ $0.value > 0 && $0.value.isFinite }) else {
      throw AssayError(
        .invalidArgument, "a data set cannot be split by these shares", expected: "positive numbers",
        found: "\(shares.map(\.value))", at: name)
    }
    let sum = shares.reduce(0) { $0 + $1.value }
    let deal = SplitDeal(
      shares: shares.map { $0.value / sum }, key: RandomKey(seed: seed).derived("split"))
    let classes = try (0..<count).map { stratified ? try label(at: $0) : 0 }
    let groups = grouped ? try (0..<count).map { try group(at: $0) } : []
    let parts =
      groups.contains { $0 != nil }
      ? deal.parts(ofGroups: groups, classes: classes) : deal.parts(ofClasses: classes)
    return try split(names, parts)
  }

  /// Cuts the data set into the parts that lists of files name; files that no list names are left out.
  ///
  /// A file is named by its path's end: `7.png`, or `cat/7.png` where there are several of that name.
  /// - Throws: `AssayError`: `unknownName` for a name that leads to no file, `invalidArgument` for one that leads to several,
  ///   or a file that two lists name; `empty` for an empty list.
  public func split(files lists: KeyValuePairs<String, [String]>) throws -> DatasetSplit {
    let index = try FileNameIndex(self)
    var owners: [Int: String] = [:]
    var parts: [[Int]] = []
    for (part, list) in lists {
      let places = try list.map { try index.place(of: $0, in: "\(name), list “\(part)”") }
      for place in places {
        if let other = owners.updateValue(part, forKey: place) {
          throw AssayError(
            .invalidArgument, "a file is in the lists twice",
            found: "“\(try file(at: place) ?? "")” in “\(other)” and “\(part)”", at: name)
        }
      }
      parts.append(places.sorted())
    }
    return try split(lists.map(\.key), parts)
  }

  private func split(_ names: [String], _ parts: [[Int]]) throws -> DatasetSplit {
    guard Set(names).count == names.count else {
      throw AssayError(
        .invalidArgument, "parts of a data set need different names", found: names.joined(separator: ", "), at: name)
    }
    let datasets = try zip(names, parts).map { part, indices in
      guard !indices.isEmpty else {
        throw AssayError(
          .empty, "a part of the data set would be empty", expected: "at least one example", found: "none of \(count)",
          at: "\(name)/\(part)")
      }
      return try subset(indices, name: "\(name)/\(part)")
    }
    return DatasetSplit(parts: datasets, names: names)
  }
}
