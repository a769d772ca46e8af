import AssayBase
import AssayTensor
import CAssayKernels

extension Logits {
  /// The cross-entropy of each example, and its gradient at the logits: rows independent of each other.
  package func crossEntropy(labels: [Int]) -> (losses: [Float], gradient: Tensor) {
    precondition(labels.count == count && labels.allSatisfy { $0 >= 0 && $0 < classCount }, "labels do not fit logits")
    var losses = [Float](repeating: 0, count: count)
    let gradient = Tensor(shape: values.shape) { out in
      assay_cross_entropy_rows(&losses, out, values.pointer, labels.map(Int32.init), count, classCount)
    }
    return (losses, gradient)
  }
}

extension Classifier {
  /// Checks that there is a label of the model's classes for every image.
  package func check(labels: [Int], count: Int) throws {
    guard labels.count == count else {
      throw AssayError(
        .shapeMismatch, "the number of labels differs from that of images", expected: "\(count)",
        found: "\(labels.count)")
    }
    if let row = labels.firstIndex(where: { $0 < 0 || $0 >= classCount }) {
      throw AssayError(
        .invalidArgument, "a label is not a class of the model \(name)", expected: "0 to \(classCount - 1)",
        found: "\(labels[row])", at: "image \(row)")
    }
  }
}
