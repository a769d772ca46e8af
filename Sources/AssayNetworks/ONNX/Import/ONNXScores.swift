import AssayBase

/// Which value of a file holds the scores of the classes, and what the file calls the classes.
///
/// Files of scikit-learn give the labels first, then the scores, by default as one dictionary an image (`ZipMap`).
struct ONNXScores {
  /// The name of the value.
  let name: String
  /// The labels of the classes in the order of the scores, where they are others than 0, 1, 2 …
  let labels: [String]?

  /// - Throws: `AssayError(.unsupported)` where the graph has no output.
  init(of file: ONNXFile) throws {
    let outputs = file.graph.outputs
    let dictionaries = file.graph.nodes.filter { $0.operation == "ZipMap" && $0.domain == ONNXOperator.learning }
    let dictionary = dictionaries.first { node in outputs.contains { node.outputs.contains($0.name) } }
    let floats = outputs.first { $0.elementType.map(ONNXValue.floatTypes.contains) ?? false }
    guard let name = floats?.name ?? dictionary?.inputs.first ?? outputs.first?.name else {
      throw AssayError(.unsupported, "ONNX: the graph has no output", at: "byte 0")
    }
    self.name = name
    let classifiers = file.graph.nodes(behind: name).filter { $0.domain == ONNXOperator.learning }
    labels = ([dictionary].compactMap { $0 } + classifiers.reversed()).lazy.compactMap(Self.labels).first
      .flatMap { labels in labels == labels.indices.map { "\($0)" } ? nil : labels }
  }

  private static func labels(of node: ONNXNode) -> [String]? {
    for name in ["classlabels_int64s", "classlabels_ints"] {
      if let numbers = node.attributes[name]?.integers, !numbers.isEmpty { return numbers.map { "\($0)" } }
    }
    return node.attributes["classlabels_strings"].flatMap { $0.texts.isEmpty ? nil : $0.texts }
  }
}
