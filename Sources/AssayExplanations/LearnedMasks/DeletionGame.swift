import AssayNetworks
import AssayTensor

/// What a mask is worth: the score that it leaves, and what it costs.
struct DeletionGame {
  let model: any DifferentiableClassifier
  let images: Tensor
  let baselines: Tensor
  let scores: ExplainedScores
  let output: ExplainedOutput
  let area: Float
  let smoothness: Float

  /// The mask in the size of the images.
  func enlarged(_ mask: Tensor) -> Tensor {
    mask.resized(height: images.shape[2], width: images.shape[3], by: .bilinear())
  }

  /// What is minimised for each image, and its gradient at the mask, with images and baselines shifted.
  func objectivesAndGradient(
    at mask: Tensor, shift: (down: Int, right: Int)
  ) throws -> (values: [Float], gradient: Tensor) {
    let (images, baselines) = (shifted(images, shift), shifted(baselines, shift))
    let kept = enlarged(mask)
    let left = images * kept + baselines * (1 - kept)
    let (logits, gradient) = try model.logitsAndInputGradient(for: left) { logits, rows in
      cotangent(of: logits, rows)
    }
    try model.check(logits, count: left.shape[0])
    // By the chain rule: what the score says of a pixel, times what the mask does to it.
    let slope = (gradient * (images - baselines)).sum(axes: [1], keepingAxes: true)
    let ofMask = valueAndGradient(at: mask) { mask in
      (enlarged(mask) * slope).sum() + costs(of: mask).sum()
    }.gradient
    let values = output.values(of: logits, scores) + costs(of: mask)
    return (values.elements, ofMask)
  }

  private func cotangent(of logits: Logits, _ rows: Range<Int>) -> Tensor {
    let some = scores.rows(rows)
    return valueAndGradient(at: logits.values) { output.values(of: Logits($0), some).sum() }.gradient
  }

  /// The share that is deleted and the steepness, weighted, for each image.
  private func costs(of mask: Tensor) -> Tensor {
    let cells = Float(mask.shape[2] * mask.shape[3])
    let deleted = (1 - mask).sum(axes: [1, 2, 3])
    // Per 28th of the side, so that what is steep does not depend on the number of cells.
    let scale = Float(min(mask.shape[2], mask.shape[3])) / 28
    let steepness = (steps(mask, axis: 2) + steps(mask, axis: 3)) * (scale * scale * scale)
    return (deleted * area + steepness * smoothness) / cells
  }

  /// The sum of |difference of neighbours|³ for each image.
  private func steps(_ mask: Tensor, axis: Int) -> Tensor {
    let extent = mask.shape[axis]
    guard extent > 1 else { return .zeros([mask.shape[0]]) }
    let steps = (mask.slice(1..<extent, axis: axis) - mask.slice(0..<extent - 1, axis: axis)).absolute()
    return (steps * steps.squared()).sum(axes: [1, 2, 3])
  }

  /// The images moved down and to the right by whole pixels; what moves in repeats the border.
  private func shifted(_ images: Tensor, _ shift: (down: Int, right: Int)) -> Tensor {
    if shift == (0, 0) { return images }
    let (height, width) = (images.shape[2], images.shape[3])
    func sources(_ length: Int, _ shift: Int) -> [Int] { (0..<length).map { min(max($0 - shift, 0), length - 1) } }
    return images.mapped(
      by: .taking(
        rows: sources(height, shift.down), columns: sources(width, shift.right), from: (height, width)))
  }
}
