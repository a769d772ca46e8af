import AssayBase
import AssayNetworks
import AssayTensor

/// The boundaries around some images, linearised: the first of each, and the others when they are asked for.
///
/// One evaluation tells whether the images fool already; the gradients towards other classes are only taken for those
/// that do not.
struct NearestPlanes {
  /// The logits at the images.
  let logits: Logits
  private let first: BoundaryPlane
  private let towardsGoals: Bool

  private init(_ logits: Logits, _ first: BoundaryPlane, towardsGoals: Bool) {
    self.logits = logits
    self.first = first
    self.towardsGoals = towardsGoals
  }

  /// Takes the first plane of each image: towards its goal or, where any class will do, the first other class.
  init(_ images: Tensor, of examples: [Int], _ changes: inout SmallestChanges) throws {
    towardsGoals = changes.goals != nil
    let goals = changes.goals.map { goals in examples.map { goals[$0] } }
    let classes = goals ?? Self.other(0, examples, changes)
    (logits, first) = try Self.plane(classes, images, examples, &changes, goals != nil)
  }

  /// The planes of some rows.
  func rows(_ rows: [Int]) -> NearestPlanes {
    NearestPlanes(
      Logits(logits.values.rows(rows)),
      BoundaryPlane(leads: rows.map { first.leads[$0] }, slopes: first.slopes.rows(rows)), towardsGoals: towardsGoals)
  }

  /// The nearest plane of each image in a norm; costs a gradient for each further class.
  func nearest(
    in norm: Norm, at images: Tensor, of examples: [Int], _ changes: inout SmallestChanges
  ) throws -> BoundaryPlane {
    guard !towardsGoals else { return first }
    return try (1..<max(1, logits.classCount - 1)).reduce(first) { nearest, index in
      let goals = Self.other(index, examples, changes)
      return nearest.nearer(of: try Self.plane(goals, images, examples, &changes, false).plane, in: norm)
    }
  }

  /// The class number `index` of those that are not an example's label.
  private static func other(_ index: Int, _ examples: [Int], _ changes: SmallestChanges) -> [Int] {
    examples.map { index < changes.batch.labels[$0] ? index : index + 1 }
  }

  /// How far each of `goals` is ahead of the label or, of the best other class, and the slope of that.
  private static func plane(
    _ goals: [Int], _ images: Tensor, _ examples: [Int], _ changes: inout SmallestChanges, _ againstBest: Bool
  ) throws -> (logits: Logits, plane: BoundaryPlane) {
    let labels = examples.map { changes.batch.labels[$0] }
    @Sendable func rival(_ logits: Logits, _ row: Int, _ example: Int) -> Int {
      againstBest ? logits.best(row: row, except: goals[example]) : labels[example]
    }
    let (logits, slopes) = try changes.logitsAndGradient(for: images, of: examples) { logits, rows in
      Tensor(shape: logits.values.shape) { out in
        out.update(repeating: 0, count: logits.values.count)
        for (row, example) in rows.enumerated() {
          out[row * logits.classCount + goals[example]] = 1
          out[row * logits.classCount + rival(logits, row, example)] = -1
        }
      }
    }
    let leads = goals.indices.map { row in
      let scores = logits.values.pointer + row * logits.classCount
      return scores[goals[row]] - scores[rival(logits, row, row)]
    }
    return (logits, BoundaryPlane(leads: leads, slopes: slopes))
  }
}

extension Logits {
  /// The class with the highest score of `row` but one; of equal ones the first.
  func best(row: Int, except excluded: Int) -> Int {
    let scores = values.pointer + row * classCount
    var best: Int?
    for index in 0..<classCount where index != excluded {
      if let leader = best, !(scores[index] > scores[leader]) { continue }
      best = index
    }
    return best ?? excluded
  }
}
