/// Where the gradients of a plan's values lie: those that are never needed at the same time share memory.
///
/// A gradient is written when the first of the steps that read its value runs backwards, and last read when the step that
/// wrote the value does.
struct GradientLayout: Sendable {
  /// The first and last position in the backward pass at which each value's gradient is needed.
  private let lives: [ClosedRange<Int>]

  init(_ steps: [any PlanStep], input: PlanValue, outputs: [PlanValue], valueCount: Int) {
    var first = [Int](repeating: Int.max, count: valueCount)
    var last = [Int](repeating: -1, count: valueCount)
    for output in outputs { first[output.index] = 0 }
    for (position, step) in steps.reversed().enumerated() {
      last[step.output.index] = position
      for value in step.inputs { first[value.index] = min(first[value.index], position) }
    }
    last[input.index] = steps.count
    lives = zip(first, last).map { min($0, max(0, $1))...max(min($0, max(0, $1)), $1) }
  }

  /// The offset of each value's gradient, and the size of all, for values of these sizes: first fit, largest first.
  func offsets(sizes: [Int]) -> (offsets: [Int], total: Int) {
    var offsets = [Int](repeating: 0, count: sizes.count)
    var placed: [Int] = []
    var total = 0
    for value in sizes.indices.sorted(by: { (sizes[$1], $0) < (sizes[$0], $1) }) {
      var offset = 0
      let neighbours = placed.filter { lives[$0].overlaps(lives[value]) }.sorted { offsets[$0] < offsets[$1] }
      for other in neighbours where offset < offsets[other] + sizes[other] && offsets[other] < offset + sizes[value] {
        offset = offsets[other] + sizes[other]
      }
      offsets[value] = offset
      placed.append(value)
      total = max(total, offset + sizes[value])
    }
    return (offsets, total)
  }
}
