import AssayExplanations
import AssayTensor

/// Several methods on a data set, piece by piece, so that memory does not grow with it.
struct ExplainRun {
  let inputs: LoadedInputs
  let methods: [MethodArgument.Method]
  let target: ExplanationTarget
  let console: Console
  /// What is made from the model for one method serves all.
  let subject: ExplainedModel

  init(inputs: LoadedInputs, methods: [MethodArgument.Method], target: ExplanationTarget, console: Console) {
    (self.inputs, self.methods, self.target, self.console) = (inputs, methods, target, console)
    subject = ExplainedModel(inputs.network)
  }

  /// Calls `body` with the images and maps of each batch, all batches of a method before those of the next.
  ///
  /// - Throws: What explaining and `body` throw.
  func forEachPiece(_ body: (_ method: Int, _ images: Tensor, _ maps: Tensor) throws -> Void) throws {
    for (index, method) in methods.enumerated() {
      let progress = ProgressNote(console, "\(method.explanation)")
      try inputs.forEachBatch { images, labels, indices in
        progress.update(indices.first ?? 0, of: inputs.count)
        try body(
          index, images, try method.explanation.maps(of: subject, images: images, labels: labels, target: target))
      }
    }
  }
}
