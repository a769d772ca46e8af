import AssayBase
import AssayNetworks
import AssayTensor

/// Descends on the length of the change and the weighted loss by limited-memory BFGS.
package struct LBFGSAttack: AttackAlgorithm {
  private let form: LBFGSForm
  private let iterations: Int
  private let searches: Int
  package var target: AttackTarget

  package init(form: LBFGSForm, iterations: Int, searches: Int, target: AttackTarget) {
    self.form = form
    self.iterations = iterations
    self.searches = searches
    self.target = target
  }

  static let standardIterations = 50
  static let standardSearches = 10
  /// The logarithms of the smallest and the largest weight of the loss.
  private static let weights = (low: -3.0, high: 3.0)

  package var name: String { "L-BFGS" }
  package var norm: Norm { .l2 }
  package var ball: PerturbationBall? { nil }
  package var kind: AttackKind { .iterative }

  package var settings: [String] {
    let rounds = form == .lossAlone ? "\(iterations) iterations" : "\(searches) × \(iterations) iterations"
    return [rounds] + (form == .squaredLength ? [] : [form.rawValue.replacing("-", with: " ")])
  }

  package func validate() throws {
    try validate(iterations, "iterations")
    try validate(searches, "searches")
  }

  package func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var changes = SmallestChanges(batch, model, target: target, norm: .l2)
    let all = changes.attackable
    guard form != .lossAlone else {
      var descents = LBFGSDescents(form, changes, weights: all.map { _ in 1 }, iterations: iterations)
      changes.replace(all, with: try descents.run(&changes).ends)
      return (changes.images, changes.work)
    }
    var (low, high) = (all.map { _ in Self.weights.low }, all.map { _ in Self.weights.high })
    for _ in 0..<searches {
      let middles = zip(low, high).map { ($0 + $1) / 2 }
      let weights = middles.map { Elementary.exp($0 * Elementary.log(10)) }
      var descents = LBFGSDescents(form, changes, weights: weights, iterations: iterations)
      for (place, isFooled) in try descents.run(&changes).isFooled.enumerated() {
        // The less the loss weighs, the shorter the change.
        if isFooled { high[place] = middles[place] } else { low[place] = middles[place] }
      }
    }
    return try changes.finished(halvings: 10)
  }
}
