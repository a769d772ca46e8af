import AssayNetworks
import AssayTensor

extension DifferentiableClassifier {
  /// The scores of `classes`, one an image, and their gradients at the pixels.
  package func scoresAndGradients(for images: Tensor, classes: [Int]) throws -> (scores: [Float], gradients: Tensor) {
    let (logits, gradient) = try logitsAndInputGradient(for: images) { logits, rows in
      Tensor(repeating: 1, shape: [rows.count])
        .placed(atColumns: Array(classes[rows]), width: logits.classCount)
    }
    try check(logits, count: images.shape[0])
    return (logits.values.selecting(columns: classes).elements, gradient)
  }

  /// The scores of `classes`, one an image.
  package func scores(for images: Tensor, classes: [Int]) throws -> [Float] {
    try checkedLogits(for: images).values.selecting(columns: classes).elements
  }
}
