import AssayBase
import AssayNetworks
import AssayTensor

/// A search for the smallest change by an attack in a ball: the ball of each fooled example is halved, and halved again.
struct HalvedBall: AttackAlgorithm {
  private var search: any AttackAlgorithm
  private let halvings: Int

  init(_ search: any AttackAlgorithm, halvings: Int) {
    self.search = search
    self.halvings = halvings
  }

  var name: String { "smallest ball of \(search.name)" }
  var settings: [String] {
    (search.ball.map { ["up to \($0.epsilonText)"] } ?? []) + search.settings + ["\(halvings) halvings"]
  }
  var norm: Norm { search.norm }
  var ball: PerturbationBall? { nil }
  var kind: AttackKind { search.kind }
  var needsGradients: Bool { search.needsGradients }

  var target: AttackTarget {
    get { search.target }
    set { search.target = newValue }
  }

  func validate() throws {
    try validate(halvings, "halvings")
    try search.validate()
    guard let ball = search.ball, search.resized(epsilon: ball.epsilon) != nil else {
      throw AssayError(
        .invalidArgument, "the attack has no ball to make smaller", expected: "an attack in a ball",
        found: search.description, at: "attack")
    }
  }

  func check(_ model: any Classifier, images: Tensor) throws { try search.check(model, images: images) }

  /// Where the ball is given, there is nothing to look for.
  func bounded(epsilon: Double) -> any AttackAlgorithm {
    search.resized(epsilon: epsilon) ?? BoundedAttack(self, epsilon: epsilon)
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    let largest = search.ball?.epsilon ?? 0
    // Bisection in shares of the ball: `fooling` fools, `holding` does not; nothing of the ball is never tried.
    var fooling = [Double?](repeating: nil, count: batch.count)
    var holding = [Double](repeating: 0, count: batch.count)
    var images = batch.images
    var work = [AttackWork](repeating: AttackWork(), count: batch.count)
    for round in 0...halvings {
      let shares = batch.labels.indices.map { row in
        round == 0 ? 1 : fooling[row].map { ($0 + holding[row]) / 2 }
      }
      for share in Set(shares.compactMap(\.self)).sorted() {
        let rows = shares.indices.filter { shares[$0] == share }
        guard let smaller = search.resized(epsilon: largest * share) else { continue }
        let part = batch.selecting(rows)
        let (found, spent) = try smaller.perturb(part, model)
        let predictions = try model.itself.checkedLogits(for: found).labels
        var fooled: [Int] = []
        for (position, row) in rows.enumerated() {
          work[row] += spent[position]
          work[row].queries += 1
          let fools = target.isReached(
            by: predictions[position], label: batch.labels[row], classCount: model.itself.classCount)
          if fools { fooled.append(position) }
          if fools { fooling[row] = share } else if round > 0 { holding[row] = share }
        }
        images = images.replacing(rows: fooled.map { rows[$0] }, with: found.rows(fooled))
      }
    }
    return (images, work)
  }
}

extension Attack {
  /// The smallest ball in which this attack fools each example, found by halving its own ball so many times.
  ///
  /// The result has no ball: its fates tell how far each example is from being fooled, to a part in 2^halvings of the ball,
  /// and examples that withstand the attack in its own ball are not fooled. Costs the attack `halvings` + 1 times, on
  /// those that it fools.
  public func smallestBall(halvings: Int = 8) -> Attack { Attack(HalvedBall(algorithm, halvings: halvings)) }
}
