/// Where the values of a plan and their gradients lie in a slice's memory: those that are never needed at the same time
/// share it.
struct PlanLayout: Sendable {
  /// Whether there is room for the backward pass.
  let hasGradients: Bool
  /// The offset of each value's activations, in floats for each example of the slice.
  private(set) var activations: [Int]
  /// The offset of each value's gradient.
  private(set) var gradients: [Int]
  /// For each step, the offsets of the gradients that are added to those of steps behind it, in the order of its inputs.
  private(set) var summands: [[Int]]
  /// The floats that all of it takes for each example of the slice.
  private(set) var floatsPerExample = 0

  init(_ steps: [any PlanStep], input: PlanValue, output: PlanValue, buffers: [PlanBuffer], hasGradients: Bool) {
    self.hasGradients = hasGradients
    let lives = PlanLives(
      steps, input: input, output: output, valueCount: buffers.count, backwards: hasGradients)
    activations = Array(repeating: 0, count: buffers.count)
    gradients = activations
    summands = lives.summands.map { Array(repeating: 0, count: $0.count) }
    var pieces: [Piece] = []
    func add(_ life: ClosedRange<Int>?, of value: Int, _ place: WritableKeyPath<PlanLayout, Int>) {
      guard let life else { return }
      // Whole cache lines, and room for kernels that read whole vectors.
      pieces.append(Piece(life: life, size: (buffers[value].imageStride + 31) / 16 * 16, place: place))
    }
    for value in buffers.indices {
      add(lives.activations[value], of: value, \.activations[value])
      add(lives.gradients[value], of: value, \.gradients[value])
    }
    for (step, further) in lives.summands.enumerated() {
      for (index, piece) in further.enumerated() { add(piece.life, of: piece.value.index, \.summands[step][index]) }
    }
    place(pieces)
  }

  /// First fit, largest first.
  private mutating func place(_ pieces: [Piece]) {
    var placed: [(life: ClosedRange<Int>, range: Range<Int>)] = []
    for index in pieces.indices.sorted(by: { (pieces[$1].size, $0) < (pieces[$0].size, $1) }) {
      let piece = pieces[index]
      var offset = 0
      // In ascending order, so that one pass finds the first gap.
      for other in placed where other.life.overlaps(piece.life) {
        if offset + piece.size <= other.range.lowerBound { break }
        offset = max(offset, other.range.upperBound)
      }
      let range = offset..<offset + piece.size
      let position = placed.firstIndex { $0.range.lowerBound > offset } ?? placed.endIndex
      placed.insert((piece.life, range), at: position)
      self[keyPath: piece.place] = offset
      floatsPerExample = max(floatsPerExample, range.upperBound)
    }
  }

  private struct Piece {
    let life: ClosedRange<Int>
    let size: Int
    let place: WritableKeyPath<PlanLayout, Int>
  }
}
