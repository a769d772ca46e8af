import AssayNetworks

/// Which score of the model an explanation is about.
public enum ExplanationTarget: Sendable, Hashable {
  /// The score of the example's label.
  case label
  /// The score of the class that the model predicts.
  case predicted
  /// The score of this class.
  case classIndex(Int)

  /// As it stands in a sentence: "label", "predicted class", "class 3".
  package var words: String {
    switch self {
    case .label: "label"
    case .predicted: "predicted class"
    case .classIndex(let index): "class \(index)"
    }
  }

  /// The class to explain for each example.
  package func classes(labels: [Int], predictions: @autoclosure () throws -> [Int]) rethrows -> [Int] {
    switch self {
    case .label: labels
    case .predicted: try predictions()
    case .classIndex(let index): labels.map { _ in index }
    }
  }
}
