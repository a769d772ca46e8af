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
      var succeeded = Set<Int>()
      var round = Round(all, changes.batch.images.rows(all), space)
      for step in 0..<attack.steps where !round.active.isEmpty {
        let current = round.images
        let (logits, slope) = try slope(at: current, of: round.active)
        changes.count(round.active, iterations: 1)
        let fooled = changes.fooled(logits, round.active)
        changes.offer(current, fooled, of: round.active)
        succeeded.formUnion(fooled.map { round.active[$0] })
        round.step(along: slope, stepSize: attack.stepSize)
        if attack.stopsWhenCostRises, step % max(1, attack.steps / 10) == 0 {
          round.leave(costs(logits, current, round.active))
        }
      }
      for example in all { weights[example].learn(succeeded.contains(example)) }
    }

    /// The logits, and the slope of the weighted hinge at the pixels.
    private mutating func slope(at current: Tensor, of examples: [Int]) throws -> (Logits, Tensor) {
      let (batch, goals, floor) = (changes.batch, changes.goals, -Float(attack.confidence))
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
            let lead = (scores[wanted] - scores[other]) * (goals == nil ? 1 : -1)
            guard lead > floor else { continue }
            out[row * classes + wanted] = goals == nil ? factors[place] : -factors[place]
            out[row * classes + other] = goals == nil ? -factors[place] : factors[place]
          }
        }
      }
    }

    private func costs(_ logits: Logits, _ current: Tensor, _ examples: [Int]) -> [Double] {
      let lengths = Norm.l2.distances(from: changes.batch.images.rows(examples), to: current)
      return examples.indices.map { row in
        let lead = -changes.lead(logits, row: row, example: examples[row])
        return lengths[row] * lengths[row]
          + Double(weights[examples[row]].value) * max(Double(lead), -attack.confidence)
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
