import AssayBase

extension FalsificationSearch {
  /// Where a climb stands.
  private struct Climber {
    let label: String
    /// How many cases it may still run.
    var left: Int
    var score: Double
    var nodes: [ChoiceNode]
    var stream: RandomStream
  }

  /// Varies the best case of a target choice by choice while the score rises; then begins again elsewhere.
  ///
  /// Ends at the first failure.
  mutating func climb(_ label: String, cases: Int) async throws {
    guard let peak = peaks[label] else { return }
    let key = falsifier.key.derived("target").derived(label)
    var climber = Climber(
      label: label, left: cases, score: peak.score, nodes: peak.nodes, stream: RandomStream(key.derived("order")))
    while climber.left > 0, isUnbroken, mayContinue() {
      let before = climber.score
      for index in climber.stream.permutation(of: climber.nodes.count) {
        guard climber.left > 0, isUnbroken, mayContinue() else { return }
        try await raise(index, &climber)
      }
      if climber.score == before, try await !restart(&climber, from: peaks[label]?.nodes ?? []) { return }
    }
  }

  /// Moves one choice up and then down by growing steps, as long as the score rises.
  private mutating func raise(_ index: Int, _ climber: inout Climber) async throws {
    for isUp in [true, false] {
      var step = 0
      var isTried = false
      while climber.left > 0, isUnbroken, index < climber.nodes.count, mayContinue(),
        let choice = climber.nodes[index].stepped(2 * step, up: isUp)
      {
        let hasRisen = try await attempt(replacing: index, with: choice, &climber)
        if hasRisen {
          step += 1
        } else if step > 0, !isTried {
          // The last step was too long: once more from the smallest.
          (step, isTried) = (0, true)
        } else {
          break
        }
      }
      // The other direction would only undo what this one won.
      if step > 0 || isTried { return }
    }
  }

  private mutating func attempt(
    replacing index: Int, with choice: Choice, _ climber: inout Climber
  ) async throws -> Bool {
    var choices = climber.nodes.map(\.choice)
    choices[index] = choice
    return try await attempt(choices, &climber) { $0 > $1 }
  }

  /// Runs the case that begins with some choices; takes it if its score compares well with the present one.
  private mutating func attempt(
    _ choices: [Choice], _ climber: inout Climber, _ isBetter: (Double, Double) -> Bool
  ) async throws -> Bool {
    climber.left -= 1
    let key = falsifier.key.derived("target").derived(climber.label).derived(climber.left)
    var source = ChoiceSource(replaying: choices, thenDrawingFrom: key)
    let place = CasePlace(.targeted, targetedCases)
    guard let drawn = try? draw(from: &source, at: place) else { return false }
    let result = try await evaluate(drawn)
    guard result.outcome != .discard, let score = result.notes.scores[climber.label],
      isBetter(score, climber.score)
    else { return false }
    (climber.score, climber.nodes) = (score, drawn.nodes)
    return true
  }

  /// Keeps the beginning of the best case and draws the rest anew, whatever its score.
  ///
  /// Returns `false` if that gives nothing to climb.
  private mutating func restart(_ climber: inout Climber, from best: [ChoiceNode]) async throws -> Bool {
    for _ in 0..<10 where climber.left > 0 && isUnbroken && mayContinue() {
      let kept = best.isEmpty ? 0 : Int(climber.stream.integer(below: UInt64(best.count)))
      if try await attempt(best.prefix(kept).map(\.choice), &climber, { _, _ in true }) { return true }
    }
    return false
  }
}

extension ChoiceNode {
  /// The choice moved up or down by 2^exponent units, or to the bound; `nil` where there is no way to go.
  ///
  /// The unit of a float is a 1024th of its range.
  fileprivate func stepped(_ exponent: Int, up isUp: Bool) -> Choice? {
    switch (choice, domain) {
    case (.boolean(let value), .boolean): return isUp && exponent == 0 ? .boolean(!value) : nil
    case (.integer(let value), .integer(let range, _)):
      let bound = isUp ? range.upperBound : range.lowerBound
      let room = ChoiceDomain.distance(value, bound)
      guard room > 0 else { return nil }
      let step = min(room, exponent < 63 ? 1 << UInt64(exponent) : room)
      let raw = UInt64(bitPattern: Int64(value))
      return .integer(Int(Int64(bitPattern: isUp ? raw &+ step : raw &- step)))
    case (.float(let value), .float(let range, _, let single)):
      let bound = isUp ? range.upperBound : range.lowerBound
      guard value != bound else { return nil }
      let unit = range.upperBound / 1024 - range.lowerBound / 1024
      let step = unit * Double(sign: .plus, exponent: min(exponent, 11), significand: 1)
      let moved = isUp ? value + step : value - step
      let rounded = single ? Double(Float(moved)) : moved
      return .float(min(max(rounded, range.lowerBound), range.upperBound) + 0)
    default: return nil
    }
  }
}
