import AssayBase

extension Pathways {
  /// The value of the member `format` of every file of pathways.
  package static let format = "assay-pathways"
  /// The version of the schema; a reader refuses others.
  package static let version = 1

  /// Everything as JSON, for explorers; Documentation/Pathways.md describes the schema.
  ///
  /// What follows from the rest (groups, shown channels, vulnerability) stands in it too; reading finds it out again.
  public var json: JSONValue {
    [
      "format": .string(Self.format), "version": .integer(Self.version), "model": .string(model),
      "original": .integer(original), "target": .integer(target), "share": .number(share),
      "conditions": .array(zip(conditions, counts).map(Self.json)),
      "unsuccessfulStrengths": Self.json(unsuccessfulStrengths),
      "layers": .array(layers.indices.map(layerJSON)), "links": .array(links.map(Self.json)),
      "details": .object(details.mapValues(JSONValue.string)),
    ]
  }

  private static func json(_ condition: PathwayCondition, _ count: PathwayCount) -> JSONValue {
    var members: [String: JSONValue] = [
      "images": .integer(count.given), "used": .array(count.used.map(JSONValue.integer)),
    ]
    switch condition {
    case .original: members["kind"] = "original"
    case .target: members["kind"] = "target"
    case .attacked(let strength):
      members["kind"] = "attacked"
      members["strength"] = .number(strength)
    }
    return .object(members)
  }

  private func layerJSON(_ index: Int) -> JSONValue {
    let layer = layers[index]
    let groups = groups(ofLayer: index)
    return [
      "name": .string(layer.name), "channels": .integer(layer.channelCount), "height": .integer(layer.height),
      "width": .integer(layer.width), "importance": .array(layer.importance.map(Self.json)),
      "percentile": .array(layer.percentile.map(Self.json)), "vulnerability": Self.json(layer.vulnerability),
      "groups": .object(Dictionary(uniqueKeysWithValues: groups.map { ("\($0)", .string($1.rawValue)) })),
    ]
  }

  private static func json(_ links: Links) -> JSONValue {
    [
      "sources": .array(links.sources.map(JSONValue.integer)), "targets": .array(links.targets.map(JSONValue.integer)),
      "influences": .array(
        links.influences.map { .array($0.map { $0.map(JSONValue.number) ?? .null }) }),
    ]
  }

  private static func json(_ numbers: [Double]) -> JSONValue { .array(numbers.map(JSONValue.number)) }
}
