extension Tensor {
  /// The cross-entropy −log softmax(x)[label] of each row of an N×K matrix: N numbers.
  ///
  /// The labels must be N numbers below K; anything else is a programming error.
  public func crossEntropy(labels: [Int]) -> Tensor {
    precondition(
      shape.rank == 2 && labels.count == shape[0] && labels.allSatisfy { $0 >= 0 && $0 < shape[1] },
      "labels \(labels.prefix(8)) do not fit logits of shape \(shape)")
    return apply(CrossEntropy(labels: labels), [self])
  }
}
