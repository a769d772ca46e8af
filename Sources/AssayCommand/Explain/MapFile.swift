import AssayBase
import AssayExplanations
import AssayTensor

/// The file of maps: a tensor N×C×H×W for each method, and what belongs to the examples.
///
/// With one method its tensor is called `maps`, with several `maps/NAME`; behind them are `labels`, `answers`, the classes
/// whose scores are explained, `classes`, and those whose scores are taken off, `opposed`.
struct MapFile {
  let path: String
  let inputs: LoadedInputs
  let examples: ExplainedExamples
  let methods: MethodArgument
  let target: ExplanationTarget

  /// Writes the file; `body` gives the maps of each method in turn, piece by piece, to a closure.
  ///
  /// - Throws: What `body` throws, and `AssayError` when the file cannot be written; nothing is left behind then.
  func write(_ body: (_ append: (_ method: Int, _ maps: Tensor) throws -> Void) throws -> Void) throws {
    let size = inputs.dataset.imageSize
    let count = examples.labels.count
    let names = methods.methods.map { methods.methods.count == 1 ? "maps" : "maps/\($0.slug)" }
    var columns = [
      ("labels", examples.labels), ("answers", examples.answers.map(\.label)), ("classes", examples.scores.classes),
    ]
    if let opposed = examples.scores.opposed { columns.append(("opposed", opposed)) }
    let declarations =
      try names.map {
        try TensorDeclaration($0, .float32, shape: [count, size.channels, size.height, size.width])
      } + columns.map { try TensorDeclaration($0.0, .int64, shape: [count]) }
    try TensorArchiveWriter.write(to: path, metadata: metadata, declarations) { writer in
      try body { method, maps in try writer.append(maps.elements, to: names[method]) }
      for (name, values) in columns { try writer.append(values, to: name) }
    }
  }

  private var metadata: [String: String] {
    var texts = [
      "model": inputs.model.name, "data": inputs.dataset.name, "target": target.words, "seed": "\(methods.seed)",
      "class_names": "\(inputs.classNames)",
    ]
    let members = methods.methods.map { ($0.slug, JSONValue.string("\($0.explanation)")) }
    if methods.methods.count == 1 {
      texts["method"] = "\(methods.methods[0].explanation)"
    } else {
      texts["methods"] = "\(JSONValue.object(Dictionary(uniqueKeysWithValues: members)))"
    }
    return texts
  }
}
