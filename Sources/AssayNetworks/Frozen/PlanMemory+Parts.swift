import AssayBase

extension PlanMemory {
  /// Runs `body` for ranges that make up `0..<count`, at the same time where this slice has threads to itself, as a batch
  /// smaller than their number leaves them.
  ///
  /// Ranges begin at multiples of `step`; nothing is divided that is not worth a thread's start.
  func forEachPart(
    of count: Int, step: Int = 16, operations: Int, _ body: @Sendable (_ part: Range<Int>, _ index: Int) -> Void
  ) {
    let steps = (count + step - 1) / step
    let parts = min(team?.threads ?? 1, steps, operations / Self.leastOperations)
    guard let team, parts > 1 else { return body(0..<count, 0) }
    team.forEach(parts) { part in
      body(part * steps / parts * step..<min(count, (part + 1) * steps / parts * step), part)
    }
  }

  /// What part `index` of the step at hand may scribble on.
  func scratch(ofPart index: Int) -> UnsafeMutablePointer<Float> {
    index == 0 ? scratch : helperScratch[index - 1].pointer
  }

  /// Multiplications that take some 10 µs, of which a team's loop costs a small part.
  static let leastOperations = 1 << 19
}
