import AssayBase
import AssayImages
import AssayNetworks

/// What `assay model describe` says of a model.
struct ModelDescription: DescribedModel {
  private let name: String
  private let architecture: Architecture
  private let preprocessing: Preprocessing
  private let preparation: ImagePreparation?
  private let classNames: [String]?
  private let metadata: [String: String]
  private let notes: [String]
  private let layers: [LayerSummary]

  /// The most layers that are listed where not all are asked for.
  private static let listedLayers = 16

  /// - Throws: What reading the model throws.
  init(_ model: ModelArgument) throws {
    let (network, notes) = try model.read()
    (name, architecture, metadata) = (network.name, network.architecture, network.metadata)
    (preprocessing, preparation) = (network.preprocessing, network.recordedPreparation)
    classNames = network.classNames
    self.notes = notes
    layers = architecture.layerSummaries
  }

  /// An architecture without weights.
  init(_ architecture: Architecture) {
    (name, self.architecture, metadata) = (architecture.name, architecture, [:])
    (preprocessing, preparation, classNames) = (architecture.preprocessing, nil, nil)
    notes = ["an architecture, without weights"]
    layers = architecture.layerSummaries
  }

  private typealias Key = Network.MetadataKey
  private func stated(_ key: String) -> String? { metadata[key] }

  /// The description as lines.
  ///
  /// - Parameter isComplete: Whether all layers and classes are listed.
  func lines(isComplete: Bool) -> [String] {
    let facts = facts(isComplete: isComplete)
    let width = facts.map(\.name.count).max() ?? 0
    var lines = [title]
    for fact in facts {
      let name = "  " + fact.name + String(repeating: " ", count: width - fact.name.count + 2)
      lines.append(name + fact.text + (fact.source.map { "  (\($0))" } ?? ""))
    }
    if !notes.isEmpty { lines += ["", "notes"] + notes.map { "  \($0)" } }
    return lines + [""] + layerLines(isComplete: isComplete)
  }

  private var title: String {
    let parts = [stated(Key.format), stated(Key.operators), stated(Key.producer).map { "written by \($0)" }]
      .compactMap { $0 }
    return name + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", "))
  }

  private func facts(isComplete: Bool) -> [(name: String, text: String, source: String?)] {
    let classText = ClassList.text(classNames, count: architecture.classCount, isComplete: isComplete)
    var facts: [(name: String, text: String, source: String?)] = []
    if architecture.name != name { facts.append(("architecture", architecture.name, nil)) }
    facts.append(
      ("images", "\(preprocessing.inputShape) (channels × height × width), values in [0, 1]", stated(Key.sizeSource)))
    facts.append(("pixels", pixels, pixelSource))
    facts.append(("pictures", pictures, stated(Key.preparationSource)))
    facts.append(("fingerprint", "\(preprocessing.fingerprint) of the three", nil))
    facts.append(("classes", classText, stated(Key.classNamesSource)))
    facts.append(("parameters", NumberText.grouped(architecture.parameterCount), nil))
    facts.append(("multiply-adds", "\(NumberText.grouped(architecture.multiplyAdds)) for an image", nil))
    let known = Key.known.union(CheckpointEntry.names)
    for (name, text) in metadata.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
      facts.append((name, text, nil))
    }
    return facts
  }

  /// What is done to the pixels.
  private var pixels: String {
    guard let pixels = preprocessing.normalization else { return "in [0, 1], not normalised" }
    return pixels.range.map { (pixels.order == .bgr ? "as BGR, " : "") + "scaled to \($0)" } ?? "\(pixels)"
  }

  private var pixelSource: String {
    if let source = stated(Key.normalizationSource) { return source }
    if preprocessing.normalization != nil { return "the file's metadata" }
    return stated(CheckpointEntry.preprocessing) != nil ? "the file's metadata" : "nothing says otherwise"
  }

  /// How pictures in files become images.
  private var pictures: String {
    guard let preparation = preparation else {
      return "stretched to the images' size, unless --fit and --interpolation say otherwise"
    }
    return "\(preparation)"
  }

  private func layerLines(isComplete: Bool) -> [String] {
    let isFolded = !isComplete && layers.count > Self.listedLayers + 2
    let ends = Self.listedLayers / 2
    let rows = layers.map { layer in
      [
        "  " + layer.name, String(repeating: "  ", count: layer.depth) + layer.kind, "\(layer.outputShape)",
        layer.parameterCount > 0 ? NumberText.grouped(layer.parameterCount) : "",
      ]
    }
    var lines = TextTable.lines([["  layer", "kind", "output", "parameters"]] + rows, leftColumns: 3)
    if isFolded {
      let left = layers.count - 2 * ends
      lines.replaceSubrange(1 + ends..<1 + ends + left, with: ["  … \(left) more, which --layers lists"])
    }
    return ["layers (\(layers.count))"] + lines
  }

  /// The description as JSON, with all layers and classes.
  var json: JSONValue {
    func source(_ key: String) -> JSONValue { stated(key).map(JSONValue.string) ?? .null }
    return [
      "name": .string(name), "architecture": .string(architecture.name),
      "format": source(Key.format), "operators": source(Key.operators), "producer": source(Key.producer),
      "inputShape": .array(architecture.inputShape.dimensions.map(JSONValue.integer)),
      "preprocessing": ModelText.preprocessing(preprocessing), "normalizationSource": .string(pixelSource),
      "preparationSource": source(Key.preparationSource), "classCount": .integer(architecture.classCount),
      "classNames": classNames.map { .array($0.map(JSONValue.string)) } ?? .null,
      "classNamesSource": source(Key.classNamesSource),
      "parameters": .integer(architecture.parameterCount),
      "multiplyAdds": .integer(architecture.multiplyAdds), "notes": .array(notes.map(JSONValue.string)),
      "layers": .array(
        layers.map { layer in
          [
            "name": .string(layer.name), "kind": .string(layer.kind), "depth": .integer(layer.depth),
            "outputShape": .array(layer.outputShape.dimensions.map(JSONValue.integer)),
            "parameters": .integer(layer.parameterCount), "multiplyAdds": .integer(layer.multiplyAdds),
          ]
        }),
    ]
  }
}

/// Entries of a checkpoint's metadata that the description says in its own words.
private enum CheckpointEntry {
  static let preprocessing = "preprocessing"
  static let names: Set<String> = ["architecture", "classes", preprocessing, "preprocessing_fingerprint"]
}
