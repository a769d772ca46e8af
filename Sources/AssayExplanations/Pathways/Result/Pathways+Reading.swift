import AssayBase

extension Pathways {
  /// Reads what ``json`` gave.
  ///
  /// - Throws: `AssayError`: `unsupported` for another version, `malformedData` that names the member at fault.
  public init(json: JSONValue) throws {
    let fields = JSONFields(json)
    guard try fields.string("format") == Self.format else {
      throw AssayError(
        .malformedData, "not a file of pathways", expected: Self.format, found: try fields.string("format"),
        at: "format")
    }
    let version = try fields.int("version")
    guard version == Self.version else {
      throw AssayError(
        .unsupported, "pathways of another version", expected: "\(Self.version)", found: "\(version)", at: "version")
    }
    let conditions = try Self.list(fields, "conditions") { try Self.condition(JSONFields($0)) }
    guard conditions.prefix(2).map(\.0) == [.original, .target],
      conditions.dropFirst(2).allSatisfy({ $0.0.strength.map { $0 > 0 } ?? false })
    else {
      throw AssayError(
        .malformedData, "conditions in another order", expected: "original, target, then attacks of strengths above 0",
        at: "conditions")
    }
    let layers = try Self.list(fields, "layers") { try Layer(JSONFields($0), conditions: conditions.count) }
    let links = try Self.list(fields, "links") { try Links(JSONFields($0), conditions: conditions.count) }
    guard links.count == max(0, layers.count - 1) else {
      throw AssayError(
        .malformedData, "layers without links between them", expected: "\(max(0, layers.count - 1))",
        found: "\(links.count)", at: "links")
    }
    for (index, link) in links.enumerated() {
      for (channels, layer) in [(link.sources, layers[index]), (link.targets, layers[index + 1])] {
        guard channels.allSatisfy({ (0..<layer.channelCount).contains($0) }) else {
          throw AssayError(
            .malformedData, "a link of a channel that does not exist", expected: "0 to \(layer.channelCount - 1)",
            found: "\(channels)", at: "links[\(index)]")
        }
      }
    }
    let details = try fields.value("details").object ?? [:]
    self.init(
      model: try fields.string("model"), original: try fields.int("original"), target: try fields.int("target"),
      share: try fields.number("share"), conditions: conditions.map(\.0), counts: conditions.map(\.1),
      unsuccessfulStrengths: try fields.numbers("unsuccessfulStrengths"), layers: layers, links: links,
      details: details.compactMapValues(\.string))
  }

  fileprivate static func list<Element>(
    _ fields: JSONFields, _ name: String, _ read: (JSONValue) throws -> Element
  ) throws -> [Element] {
    guard let array = try fields.value(name).array else {
      throw AssayError(.malformedData, "a member has the wrong type", expected: "a list", at: name)
    }
    return try array.enumerated().map { index, element in
      do {
        return try read(element)
      } catch let error as AssayError {
        throw error.located(at: "\(name)[\(index)]")
      }
    }
  }

  private static func condition(_ fields: JSONFields) throws -> (PathwayCondition, PathwayCount) {
    let used = try list(fields, "used", integer)
    let count = PathwayCount(given: try fields.int("images"), used: used)
    switch try fields.string("kind") {
    case "original": return (.original, count)
    case "target": return (.target, count)
    case "attacked": return (.attacked(strength: try fields.number("strength")), count)
    case let kind:
      throw AssayError(
        .malformedData, "there is no such condition", expected: "original, target or attacked", found: "“\(kind)”",
        at: "kind")
    }
  }

  fileprivate static func integer(_ value: JSONValue) throws -> Int {
    guard let integer = value.int else {
      throw AssayError(.malformedData, "not a whole number", found: value.kindName)
    }
    return integer
  }

  fileprivate static func numbers(_ value: JSONValue) throws -> [Double] {
    let numbers = (value.array ?? [.null]).map(\.double)
    guard !numbers.contains(nil) else {
      throw AssayError(.malformedData, "a member has the wrong type", expected: "a list of numbers")
    }
    return numbers.compactMap { $0 }
  }

  fileprivate static func require(_ lists: [[some Any]], count: Int, each: Int, _ name: String) throws {
    guard lists.count == count, lists.allSatisfy({ $0.count == each }) else {
      throw AssayError(
        .malformedData, "a table has the wrong extents", expected: "\(count)×\(each)",
        found: "\(lists.count)×\(lists.first?.count ?? 0)", at: name)
    }
  }
}

extension Pathways.Layer {
  fileprivate init(_ fields: JSONFields, conditions: Int) throws {
    let channels = try fields.int("channels")
    let importance = try Pathways.list(fields, "importance", Pathways.numbers)
    let percentile = try Pathways.list(fields, "percentile", Pathways.numbers)
    let vulnerability = try fields.numbers("vulnerability")
    try Pathways.require(importance, count: conditions, each: channels, "importance")
    try Pathways.require(percentile, count: conditions, each: channels, "percentile")
    try Pathways.require([vulnerability], count: 1, each: channels, "vulnerability")
    self.init(
      name: try fields.string("name"), height: try fields.int("height"), width: try fields.int("width"),
      importance: importance, percentile: percentile, vulnerability: vulnerability)
  }
}

extension Pathways.Links {
  fileprivate init(_ fields: JSONFields, conditions: Int) throws {
    let sources = try Pathways.list(fields, "sources", Pathways.integer)
    let targets = try Pathways.list(fields, "targets", Pathways.integer)
    let influences = try Pathways.list(fields, "influences") { ($0.array ?? []).map(\.double) }
    try Pathways.require(influences, count: conditions, each: sources.count * targets.count, "influences")
    self.init(sources: sources, targets: targets, influences: influences)
  }
}
