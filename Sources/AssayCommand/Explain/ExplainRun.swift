import AssayExplanations
import AssayTensor

/// Several methods on a data set, piece by piece, so that memory does not grow with it.
struct ExplainRun {
  /// The maps of some images by one of the methods.
  struct Piece {
    let method: Int
    let indices: [Int]
    let images: Tensor
    let labels: [Int]
    let maps: Tensor

    /// The part of the piece with images before the one at `end`; nil where there is none.
    func before(_ end: Int) -> Piece? {
      let count = indices.count { $0 < end }
      if count == indices.count { return self }
      return count == 0
        ? nil
        : Piece(
          method: method, indices: Array(indices.prefix(count)), images: images.rows(0..<count),
          labels: Array(labels.prefix(count)), maps: maps.rows(0..<count))
    }
  }

  let inputs: LoadedInputs
  let methods: [MethodArgument.Method]
  let target: ExplanationTarget
  let console: Console
  /// What is made from the model for one method serves all.
  let subject: ExplainedModel

  init(inputs: LoadedInputs, methods: [MethodArgument.Method], target: ExplanationTarget, console: Console) {
    (self.inputs, self.methods, self.target, self.console) = (inputs, methods, target, console)
    subject = ExplainedModel(inputs.model)
  }

  /// Calls `body` with each piece, all pieces of a method before those of the next.
  ///
  /// - Throws: What explaining and `body` throw.
  func forEachPiece(_ body: (Piece) throws -> Void) throws {
    for (index, method) in methods.enumerated() {
      let progress = ProgressNote(console, "\(method.explanation)")
      try inputs.forEachBatch { images, labels, indices in
        progress.update(indices.first ?? 0, of: inputs.count)
        let maps = try method.explanation.maps(of: subject, images: images, labels: labels, target: target)
        try body(Piece(method: index, indices: indices, images: images, labels: labels, maps: maps))
      }
    }
  }

  /// A piece as metrics look at it.
  func explained(_ piece: Piece) throws -> ExplainedMaps {
    try ExplainedMaps(
      piece.maps, by: methods[piece.method].explanation, of: subject, images: piece.images, labels: piece.labels,
      target: target)
  }
}
