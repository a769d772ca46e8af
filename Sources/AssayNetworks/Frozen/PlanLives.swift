/// When each piece of a plan's memory is needed.
///
/// Time runs through the steps forwards, then backwards. An activation is written by its step and last read by a later
/// one, or by the backward pass of a step that keeps it; a gradient is written when the first of the steps that read its
/// value runs backwards, and last read when the step that wrote the value does. Where several steps read a value, each
/// further gradient first goes to a place of its own, to be added.
struct PlanLives: Sendable {
  /// The activations of each value; `nil` for values that were fused away.
  private(set) var activations: [ClosedRange<Int>?]
  /// The gradient of each value; `nil` where there is none.
  private(set) var gradients: [ClosedRange<Int>?]
  private let stepCount: Int
  /// For each step, the times at which it needs room for a further gradient, with the value.
  private(set) var summands: [[(value: PlanValue, life: ClosedRange<Int>)]]

  init(_ steps: [any PlanStep], input: PlanValue, outputs: [PlanValue], valueCount: Int, backwards: Bool) {
    activations = Array(repeating: nil, count: valueCount)
    gradients = activations
    summands = Array(repeating: [], count: steps.count)
    stepCount = steps.count
    activations[input.index] = 0...0
    for (index, step) in steps.enumerated() {
      let time = forwardTime(ofStep: index)
      activations[step.output.index] = time...time
      for value in step.inputs { activations[value.index].extend(to: time) }
    }
    let turn = steps.count + 1
    for output in outputs { activations[output.index].extend(to: turn) }
    guard backwards else { return }
    for output in outputs { gradients[output.index] = turn...turn }
    for (index, step) in steps.enumerated().reversed() {
      let time = backwardTime(ofStep: index)
      for value in step.kept { activations[value.index].extend(to: time) }
      gradients[step.output.index].extend(to: time)
      for value in step.inputs {
        if gradients[value.index] == nil {
          gradients[value.index] = time...time
        } else {
          gradients[value.index].extend(to: time)
          summands[index].append((value, time...time))
        }
      }
    }
    gradients[input.index].extend(to: turn + steps.count + 1)
  }

  /// Before the first step the input is filled.
  func forwardTime(ofStep index: Int) -> Int { index + 1 }

  /// Between the passes the outputs are read.
  func backwardTime(ofStep index: Int) -> Int { 2 * stepCount + 1 - index }
}

extension Optional<ClosedRange<Int>> {
  /// Makes the life last until `time` at least; what was never written has none.
  fileprivate mutating func extend(to time: Int) {
    self = map { $0.lowerBound...Swift.max($0.upperBound, time) }
  }
}
