import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayPerturbations

extension Property where Model: Classifier {
  /// Examples that an attack fools in a small ball fall in larger ones too, but for a share `exceptions` of all.
  ///
  /// A larger ball holds the smaller, so accuracy can only fall with ε; where an attack finds less in it, the attack is at
  /// fault, not the model (Carlini et al. 2019, "On Evaluating Adversarial Robustness", section 3.1). Paired: each example
  /// is attacked in every ball, whatever came of it in the others. Where the claim holds, the accuracy rises by at most
  /// `exceptions` anywhere between two of the sizes.
  ///
  /// - Parameters:
  ///   - attack: An attack in a ball, whose own size does not count.
  ///   - sizes: Two sizes of balls at least, rising.
  ///   - exceptions: The share of examples that may fall in a small ball and not in a larger one: what chance in the
  ///     attack's random numbers is allowed to do.
  public static func accuracyFallsWithEpsilon(
    under attack: Attack, over sizes: [Double], exceptions: Double = 0.02
  ) -> Property {
    let text = sizes.map(PerturbationBall.text).joined(separator: ", ")
    let threshold = 1 - exceptions
    return Property(
      "examples that fall to \(attack.descriptionOfAnySize) do so in larger balls too (\(attack.norm.symbol) \(text)) ≥ "
        + Verdict.share(threshold),
      .rate(atLeast: threshold), measuring: FallingAccuracy<Model>(attack: attack, sizes: sizes))
  }
}

/// Whether an example that falls in a ball falls in all larger ones.
private struct FallingAccuracy<Model: Classifier>: CaseMeasure {
  let attack: Attack
  let sizes: [Double]

  func validate(_ model: Model, on data: Dataset) throws {
    guard sizes.count >= 2, zip(sizes, sizes.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw AssayError(
        .invalidArgument, "the sizes of balls do not rise", expected: "two numbers at least, each above the one before",
        found: "\(sizes)", at: "over")
    }
    for size in sizes { try attack.inBall(size).validate(for: model) }
    try data.check(for: model)
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let target = try AttackedModel(model)
    let results = try sizes.map { size in
      try attack.inBall(size).run(
        on: target, images: batch.images, labels: batch.labels, indices: batch.indices, key: key)
    }
    return examples.indices.map { row in
      let isFooled = results.map { $0.fates[row].isFooled }
      guard let small = isFooled.firstIndex(of: true),
        let large = isFooled[small...].firstIndex(of: false)
      else { return .pass }
      let names = [small, large].map { PerturbationBall(attack.norm, sizes[$0]).description }
      return .fail(
        "falls in the ball \(names[0]) but not in \(names[1])", image: Image(row: row, of: results[small].images),
        distance: results[small].fates[row].distance)
    }
  }

  /// There is no one image that shows it: two results contradict each other.
  func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? {
    failures.first.map { first in
      FailureEvidence(
        note: "example #\(first.example.index), label \(first.example.label): \(first.outcome.reason ?? "fails"); "
          + "the attack is weaker than it could be")
    }
  }
}

extension Attack {
  /// The attack in a ball of this size.
  ///
  /// - Throws: `AssayError(.invalidArgument)` when it has no ball.
  package func inBall(_ size: Double) throws -> Attack {
    guard let resized = resized(epsilon: size) else {
      throw AssayError(
        .invalidArgument, "the attack has no ball to resize", expected: "an attack in a ball", found: "\(self)",
        at: "attack")
    }
    return resized
  }
}
