import AssayBase
import AssayNetworks
import AssayTensor
import CAssayKernels

extension CarliniWagner {
  /// The search for some examples, one weight of the hinge after another.
  struct Search {
    private let attack: CarliniWagner
    var changes: SmallestChanges
    private let space: TanhSpace
    private var weights: [HingeWeight]

    init(_ attack: CarliniWagner, _ batch: AttackBatch, _ model: AttackedModel) {
      self.attack = attack
      changes = SmallestChanges(
        batch, model, target: attack.target, norm: .l2, confidence: attack.countsAnyMistake ? 0 : attack.confidence)
      space = TanhSpace(batch.reach)
      weights = Array(repeating: HingeWeight(attack.weight), count: batch.count)
    }

    /// One descent with the present weights, from the images; then the next weights.
    mutating func descend() throws {
      let all = changes.attackable
      guard !all.isEmpty else { return }
      var succeeded = Set<Int>()
      var round = Round(changes.batch.images.rows(all), space.rows(all))
      for step in 0..<attack.steps {
        let current = round.images
        let (logits, slope) = try slope(at: current, of: all)
        changes.count(all, iterations: 1)
        let fooled = changes.fooled(logits, all)
        changes.offer(current, fooled, of: all)
        succeeded.formUnion(fooled.map { all[$0] })
        // The mean step is as long as given, the last ones a fiftieth of that.
        let share = attack.shortensSteps ? 2 * (1 - 0.99 * Double(step) / Double(attack.steps)) : 1
        round.step(along: slope, stepSize: attack.stepSize * share)
      }
      for example in all { weights[example].learn(succeeded.contains(example)) }
    }

    /// The logits, and the slope of the weighted hinge at the pixels.
    private mutating func slope(at current: Tensor, of examples: [Int]) throws -> (Logits, Tensor) {
      let (batch, goals, floor) = (changes.batch, changes.goals, -Float(attack.confidence))
      let floorsRival = attack.floorsRival
      let factors = examples.map { weights[$0].value }
      return try changes.logitsAndGradient(for: current, of: examples) { logits, rows in
        let classes = logits.classCount
        return Tensor(shape: logits.values.shape) { out in
          out.update(repeating: 0, count: logits.values.count)
          for (row, place) in rows.enumerated() {
            let wanted = goals?[examples[place]] ?? batch.labels[examples[place]]
            let other = logits.best(row: row, except: wanted)
            let scores = logits.values.pointer + row * classes
            // Towards a goal the goal must lead, otherwise anything but the label.
            let isFlat = floorsRival && scores[other] < 0
            let lead = (scores[wanted] - (isFlat ? 0 : scores[other])) * (goals == nil ? 1 : -1)
            guard lead > floor else { continue }
            out[row * classes + wanted] = goals == nil ? factors[place] : -factors[place]
            if !isFlat { out[row * classes + other] = -out[row * classes + wanted] }
          }
        }
      }
    }
  }

  /// The weight c of one example's hinge, and the interval in which the best lies.
  private struct HingeWeight {
    private(set) var value: Float
    private var low: Float = 0
    private var high = Float.infinity

    init(_ value: Double) { self.value = Float(value) }

    /// Less where it succeeded, more where not; tenfold until it has succeeded once.
    mutating func learn(_ succeeded: Bool) {
      if succeeded { high = min(high, value) } else { low = max(low, value) }
      value = high < .infinity ? (low + high) / 2 : min(value * 10, 1e10)
    }
  }
}
