import AssayTensor

/// Functions of images without derivatives, whose gradient is that of the identity.
private struct StraightThrough: Operation {
  let functions: [@Sendable (Image) -> Image]

  func forward(_ inputs: [Tensor]) -> Tensor {
    let images = inputs[0]
    let results = (0..<images.shape[0]).map { row in
      functions[functions.count == 1 ? 0 : row](Image(clamping: images.rows([row])))
    }
    guard let first = results.first else { return images }
    let size = first.size
    return Tensor(
      shape: [results.count, size.channels, size.height, size.width], elements: results.flatMap(\.values))
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] { [upstream] }
}

extension Tensor {
  /// Each image N×C×H×W changed by a function, one for all or one for each; gradients pass as if nothing had happened.
  func passingGradients(through functions: [@Sendable (Image) -> Image]) -> Tensor {
    apply(StraightThrough(functions: functions), [self])
  }
}
