/// Where the values of a plan, their gradients and the scratch memory of its steps lie in a slice's memory: those that are
/// never needed at the same time share it. Offsets are in floats.
struct PlanLayout: Sendable {
  /// Whether there is room for the backward pass.
  let hasGradients: Bool
  /// The offset of each value's activations.
  private(set) var activations: [Int]
  /// The offset of each value's gradient.
  private(set) var gradients: [Int]
  /// For each step, the offsets of the gradients that are added to those of steps behind it, in the order of its inputs.
  private(set) var summands: [[Int]]
  /// For each step, the offset of its scratch memory in the forward pass.
  private(set) var forwardScratch: [Int]
  /// For each step, the offset of its scratch memory in the backward pass.
  private(set) var backwardScratch: [Int]
  /// The most scratch memory that a step wants.
  let largestScratch: Int
  /// The floats that all of it takes.
  private(set) var floatCount = 0

  /// Lays out slices of up to `examples` examples.
  init(
    _ steps: [any PlanStep], input: PlanValue, outputs: [PlanValue], buffers: [PlanBuffer], examples: Int,
    hasGradients: Bool
  ) {
    self.hasGradients = hasGradients
    largestScratch = steps.map(\.scratchCount).max() ?? 0
    let lives = PlanLives(
      steps, input: input, outputs: outputs, valueCount: buffers.count, backwards: hasGradients)
    activations = Array(repeating: 0, count: buffers.count)
    gradients = activations
    summands = lives.summands.map { Array(repeating: 0, count: $0.count) }
    forwardScratch = Array(repeating: 0, count: steps.count)
    backwardScratch = forwardScratch
    var pieces: [Piece] = []
    func add(_ life: ClosedRange<Int>?, _ count: Int, _ place: WritableKeyPath<PlanLayout, Int>) {
      guard let life, count > 0 else { return }
      // Whole cache lines, and room for kernels that read whole vectors.
      pieces.append(Piece(life: life, size: (count + 31) / 16 * 16, place: place))
    }
    for (value, buffer) in buffers.enumerated() {
      add(lives.activations[value], examples * buffer.imageStride, \.activations[value])
      add(lives.gradients[value], examples * buffer.imageStride, \.gradients[value])
    }
    for (index, step) in steps.enumerated() {
      for (summand, piece) in lives.summands[index].enumerated() {
        add(piece.life, examples * buffers[piece.value.index].imageStride, \.summands[index][summand])
      }
      let (forward, backward) = (lives.forwardTime(ofStep: index), lives.backwardTime(ofStep: index))
      add(forward...forward, step.scratchCount, \.forwardScratch[index])
      if hasGradients { add(backward...backward, step.scratchCount, \.backwardScratch[index]) }
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
      floatCount = max(floatCount, range.upperBound)
    }
  }

  private struct Piece {
    let life: ClosedRange<Int>
    let size: Int
    let place: WritableKeyPath<PlanLayout, Int>
  }
}
