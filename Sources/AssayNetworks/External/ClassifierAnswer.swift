import AssayBase
import AssayTensor

/// What a model outside of Assay says of some images: scores, probabilities, or labels alone, one row an image.
///
/// Which of them is said by name, so that probabilities are never taken for logits. Rows are checked when they arrive:
/// as many as images, as long as there are classes, finite, and probabilities that sum to 1 within 0.01, which leaves
/// room for half precision and for decimals in a JSON text.
public struct ClassifierAnswer: Sendable {
  private enum Form {
    case logits
    case probabilities
  }

  private enum Content {
    case matrix(Form, Tensor)
    case rows(Form, [[Float]])
    case labels([Int])
  }

  private let content: Content

  /// N×K scores before any softmax.
  public static func logits(_ values: Tensor) -> ClassifierAnswer {
    ClassifierAnswer(content: .matrix(.logits, values))
  }

  /// The scores of each image before any softmax.
  public static func logits(_ rows: [[Float]]) -> ClassifierAnswer { ClassifierAnswer(content: .rows(.logits, rows)) }

  /// N×K probabilities; their logarithms become the logits, see ``Logits/init(probabilities:)``.
  public static func probabilities(_ values: Tensor) -> ClassifierAnswer {
    ClassifierAnswer(content: .matrix(.probabilities, values))
  }

  /// The probabilities of each image; their logarithms become the logits, see ``Logits/init(probabilities:)``.
  public static func probabilities(_ rows: [[Float]]) -> ClassifierAnswer {
    ClassifierAnswer(content: .rows(.probabilities, rows))
  }

  /// The class of each image and nothing else: its logit is 1, all others are 0.
  ///
  /// Accuracies and invariances are what they are, and attacks by decisions (`boundary`, `hopSkipJump`) lose nothing.
  /// Searches by scores (`square`) and explanations see steps only: no slope leads to a step.
  public static func labels(_ labels: [Int]) -> ClassifierAnswer { ClassifierAnswer(content: .labels(labels)) }

  /// The answer as logits of `count` images in `classCount` classes.
  ///
  /// - Throws: `AssayError(.contractBroken)` or `AssayError(.notFinite)` that names the model and the image.
  func logits(of model: some Classifier, count: Int) throws -> Logits {
    let form: Form
    let values: Tensor
    switch content {
    case .labels(let labels): return try Self.logits(labels, of: model, count: count)
    case .matrix(let its, let matrix): (form, values) = (its, matrix)
    case .rows(let its, let rows): (form, values) = (its, try Self.matrix(rows, of: model, count: count))
    }
    guard values.shape == [count, model.classCount] else {
      throw Self.wrongShape("\(values.shape)", of: model, count)
    }
    let scores = Logits(values.detached)
    try model.check(scores, count: count)
    guard form == .probabilities else { return scores }
    let probabilities = Probabilities(values.detached)
    for row in 0..<count { try Self.check(probabilities.row(row), of: model, row) }
    return Logits(probabilities: probabilities)
  }

  private static func logits(_ labels: [Int], of model: some Classifier, count: Int) throws -> Logits {
    guard labels.count == count else { throw wrongShape("\(labels.count) labels", of: model, count) }
    var scores = [Float](repeating: 0, count: count * model.classCount)
    for (row, label) in labels.enumerated() {
      guard (0..<model.classCount).contains(label) else {
        throw AssayError(
          .contractBroken, "the model \(model.name) returned a label that is none of its classes",
          expected: "0 to \(model.classCount - 1)", found: "\(label)", at: "image \(row) of the batch")
      }
      scores[row * model.classCount + label] = 1
    }
    return Logits(Tensor(shape: [count, model.classCount], elements: scores))
  }

  private static func matrix(_ rows: [[Float]], of model: some Classifier, count: Int) throws -> Tensor {
    guard rows.count == count else { throw wrongShape("\(rows.count) rows", of: model, count) }
    if let row = rows.firstIndex(where: { $0.count != model.classCount }) {
      throw wrongShape("\(rows[row].count) numbers", of: model, count).located(at: "image \(row) of the batch")
    }
    return Tensor(shape: [count, model.classCount], elements: rows.flatMap(\.self))
  }

  private static func check(_ row: [Float], of model: some Classifier, _ index: Int) throws {
    let sum = row.reduce(0) { $0 + Double($1) }
    guard row.allSatisfy({ $0 >= 0 }), (sum - 1).magnitude <= 0.01 else {
      throw AssayError(
        .contractBroken, "the model \(model.name) returned a row that is no probabilities",
        expected: "numbers from 0 to 1 that sum to 1", found: "\(row.prefix(8)), sum \(Float(sum))",
        at: "image \(index) of the batch", advice: "Scores before a softmax are .logits")
    }
  }

  private static func wrongShape(_ found: String, of model: some Classifier, _ count: Int) -> AssayError {
    AssayError(
      .contractBroken, "the model \(model.name) returned an answer of the wrong shape",
      expected: "\(count)×\(model.classCount)", found: found)
  }
}
