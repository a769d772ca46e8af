import AssayBase
import AssayNetworks
import AssayTensor

/// A linear model whose weights are `weights`, classes × pixels, and whose bias is `bias`.
func linearModel(input: Shape, weights: [[Float]], bias: [Float]) throws -> Network {
  let classes = weights.count
  let architecture = Architecture("linear", input: input, classes: classes) {
    Flatten()
    Linear("fc", input.count, classes)
  }
  return try Network(
    architecture,
    parameters: [
      "fc.weight": Tensor(shape: [classes, input.count], elements: weights.flatMap { $0 }),
      "fc.bias": Tensor(shape: [classes], elements: bias),
    ])
}

/// A model that answers with what `answer` makes of the number of images, and has no gradient.
struct ScriptedModel: DifferentiableClassifier {
  let name = "scripted"
  let inputShape: Shape = [1, 3, 3]
  var classCount = 3
  let answer: @Sendable (Int) -> Tensor

  func logits(for images: Tensor) throws -> Logits { Logits(answer(images.shape[0])) }

  func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    (Logits(answer(images.shape[0])), { _ in .zeros(images.shape) })
  }
}

/// What a body throws, if it is an error of ours.
func fault(_ body: () throws -> Void) -> AssayError? {
  do {
    try body()
    return nil
  } catch { return error as? AssayError }
}
