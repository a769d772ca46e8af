import AssayBase
import AssayExplanations
import AssayNetworks

/// What `--target` names: the score that is explained.
enum TargetArgument {
  static let option = OptionDefinition(
    "target", "T",
    "The score to explain: label, predicted, the number of a class, or A-B for what speaks for A rather than B; "
      + "label unless given.")

  /// - Throws: `AssayError` that says what may stand there.
  static func target(_ arguments: Arguments) throws -> ExplanationTarget {
    switch try arguments.text("target") {
    case nil, "label": return .label
    case "predicted": return .predicted
    case let text?:
      let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { part in
        part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
      }
      if numbers.count == 1, let index = numbers[0] { return .classIndex(index) }
      if numbers.count == 2, let first = numbers[0], let second = numbers[1] {
        return .difference(of: first, from: second)
      }
      throw AssayError(
        .invalidArgument, "there is no such target",
        expected: "label, predicted, the number of a class, or two with a hyphen between them, as 3-8",
        found: "“\(text)”", at: "--target")
    }
  }

  /// - Throws: `AssayError` when the model has no such class.
  static func check(_ target: ExplanationTarget, on model: any Classifier) throws {
    do {
      _ = try target.scores(of: model, labels: [], predictions: [])
    } catch let error as AssayError {
      throw AssayError(
        error.kind, error.problem, expected: error.expected, found: error.found, at: "--target", advice: error.advice)
    }
  }
}
