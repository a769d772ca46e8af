import AssayBase
import AssayNetworks

/// Which score of the model an explanation is about.
public enum ExplanationTarget: Sendable, Hashable {
  /// The score of the example's label.
  case label
  /// The score of the class that the model predicts.
  case predicted
  /// The score of this class.
  case classIndex(Int)
  /// The score of the first class less that of the second: what speaks for the one rather than the other.
  case difference(of: Int, from: Int)

  /// As it stands in a sentence: "label", "predicted class", "class 3", "class 3 rather than 5".
  package var words: String {
    switch self {
    case .label: "label"
    case .predicted: "predicted class"
    case .classIndex(let index): "class \(index)"
    case .difference(let first, let second): "class \(first) rather than \(second)"
    }
  }

  /// The scores to explain, one an example.
  ///
  /// - Throws: `AssayError(.invalidArgument)` when a class is not one of the model's, or is compared with itself.
  package func scores(
    of model: any Classifier, labels: [Int], predictions: @autoclosure () throws -> [Int]
  ) throws -> ExplainedScores {
    switch self {
    case .label: return ExplainedScores(of: labels)
    case .predicted: return ExplainedScores(of: try predictions())
    case .classIndex(let index):
      try check(index, of: model)
      return ExplainedScores(of: labels.map { _ in index })
    case .difference(let first, let second):
      try check(first, of: model)
      try check(second, of: model)
      guard first != second else {
        throw AssayError(
          .invalidArgument, "a class differs from itself in nothing", expected: "two classes",
          found: "class \(first) twice",
          at: "target")
      }
      return ExplainedScores(of: labels.map { _ in first }, less: labels.map { _ in second })
    }
  }

  private func check(_ index: Int, of model: any Classifier) throws {
    guard index >= 0, index < model.classCount else {
      throw AssayError(
        .invalidArgument, "the target is not a class of the model \(model.name)",
        expected: "0 to \(model.classCount - 1)",
        found: "\(index)", at: "target")
    }
  }
}
