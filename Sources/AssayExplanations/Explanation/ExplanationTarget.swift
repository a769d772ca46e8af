import AssayNetworks

/// Which score of the model an explanation is about.
public enum ExplanationTarget: Sendable, Hashable {
  /// The score of the example's label.
  case label
  /// The score of the class that the model predicts.
  case predicted
  /// The score of this class.
  case classIndex(Int)

  /// The class to explain for each example.
  package func classes(labels: [Int], predictions: @autoclosure () throws -> [Int]) rethrows -> [Int] {
    switch self {
    case .label: labels
    case .predicted: try predictions()
    case .classIndex(let index): labels.map { _ in index }
    }
  }
}
