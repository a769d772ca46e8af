import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayPerturbations
import AssayTensor
import AssayTestSupport
import Testing

/// Attacks that look for the smallest change, against the field's libraries.
@Suite struct SmallestChangeGoldenTests {
  /// DeepFool as the libraries and the paper have it: image by image the same, without our search of the line at the end.
  @Test func deepFools() throws {
    try check(["deepfool", "deepfool_original"]) { goldenCase, subject in
      guard let steps = goldenCase.params["steps"]?.int, let overshoot = goldenCase.params["overshoot"]?.double else {
        return nil
      }
      let isOriginal = goldenCase.op == "deepfool_original"
      var attack = DeepFool(norm: .l2, steps: steps, overshoot: overshoot, target: .anyOther)
      (attack.accumulates, attack.keepsBox, attack.halvings) = (isOriginal, !isOriginal, 0)
      // The paper starts from what the model says, whatever the label.
      let labels = isOriginal ? try subject.model.itself.logits(for: subject.images).labels : subject.labels
      let images = try subject.attacked(by: attack, labels: labels)
      return try goldenCase.compareAll(try subject.outputs(of: images, goals: nil))
    }
  }

  /// The public attack goes as far as the peer's, within the tolerance, or less far.
  @Test func deepFoolDistances() throws {
    try check(["deepfool_distance"]) { goldenCase, subject in
      guard let steps = goldenCase.params["steps"]?.int, let overshoot = goldenCase.params["overshoot"]?.double else {
        return nil
      }
      let attack = Attack.deepFool(.l2, steps: steps, overshoot: overshoot)
      return try distances(attack, goldenCase, subject)
    }
  }

  @Test func carliniWagner() throws {
    try check(["cw_l2"]) { goldenCase, subject in
      guard let weight = goldenCase.params["c"]?.double, let confidence = goldenCase.params["kappa"]?.double,
        let steps = goldenCase.params["steps"]?.int, let rate = goldenCase.params["lr"]?.double,
        goldenCase.params["input"]?.string == "test images clipped to [0.01, 0.99]"
      else { return nil }
      let images = subject.images.clamped(0.01, 0.99)
      var attack = CarliniWagner(steps: steps, searches: 1, weight: weight, stepSize: rate, confidence: confidence)
      (attack.halvings, attack.countsAnyMistake) = (0, true)
      (attack.shortensSteps, attack.floorsRival) = (false, goldenCase.params["other"] != nil)
      attack.floorsRival = goldenCase.params["other"] != nil
      let adversarial = try subject.attacked(by: attack, images: images)
      let logits = try subject.model.itself.logits(for: adversarial)
      return try goldenCase.compareAll([
        "adversarial": adversarial.elements,
        "distance_l2": Norm.l2.distances(from: images, to: adversarial).map { Float($0) },
        "success": zip(logits.labels, subject.labels).map { $0 == $1 ? 0 : 1 },
      ])
    }
  }

  @Test func carliniWagnerWithBinarySearch() throws {
    try check(["cw_l2_binary_search"]) { goldenCase, subject in
      guard let searches = goldenCase.params["binary_search_steps"]?.int, let steps = goldenCase.params["steps"]?.int,
        let rate = goldenCase.params["stepsize"]?.double, let weight = goldenCase.params["initial_const"]?.double,
        let confidence = goldenCase.params["confidence"]?.double
      else { return nil }
      let attack = Attack.carliniWagner(
        steps: steps, searches: searches, weight: weight, stepSize: rate, confidence: confidence)
      return try distances(attack, goldenCase, subject)
    }
  }

  @Test func lbfgs() throws {
    try check(["lbfgs"]) { goldenCase, subject in
      guard goldenCase.params["target"]?.string == "(label + 1) mod 10" else { return nil }
      let attack = LBFGSAttack(form: .squaredLength, iterations: 50, searches: 10, target: .offset(1))
      let images = try subject.attacked(by: attack)
      let labels = try subject.model.itself.logits(for: images).labels
      let distances = zip(zip(labels, subject.labels), Norm.l2.distances(from: subject.images, to: images)).map {
        $0.0 == ($0.1 + 1) % 10 ? $1 : -1
      }
      return try noFurther(distances, goldenCase)
    }
  }

  /// By labels alone, from test images of other classes; only the median over the images that the model gets right counts.
  @Test func decisions() throws {
    try check(["hopskipjump", "boundary"]) { goldenCase, subject in
      guard let steps = goldenCase.params["steps"]?.int,
        goldenCase.params["start"]?.string == "a test image of another class that the network gets right"
      else { return nil }
      let attack: Attack
      if goldenCase.op == "boundary" {
        attack = .boundary(steps: steps, from: .images(subject.pool))
      } else {
        guard let neighbours = goldenCase.params["initial_gradient_eval_steps"]?.int,
          let most = goldenCase.params["max_gradient_eval_steps"]?.int
        else { return nil }
        attack = .hopSkipJump(
          steps: steps, neighbours: neighbours, mostNeighbours: most, from: .images(subject.pool))
      }
      return try distances(attack, goldenCase, subject)
    }
  }

  /// Compares what a public attack finds; the median over the examples that were right.
  private func distances(
    _ attack: Attack, _ goldenCase: GoldenCase, _ subject: AttackSubject
  ) throws -> [GoldenMismatch] {
    // The wrong ones are left alone: their distance is 0, as the peers have it.
    let fates = try attack.run(
      on: subject.model, images: subject.images, labels: subject.labels, key: RandomKey(seed: 0)
    ).fates
    if goldenCase.expectedRoles.contains("distance_l2") {
      var mismatches = try noFurther(fates.map(\.distance), goldenCase)
      if goldenCase.expectedRoles.contains("success") {
        mismatches += try [goldenCase.compare(fates.map { $0.isFooled ? 1 : 0 }, with: "success")].compactMap { $0 }
      }
      return mismatches
    }
    let right = fates.filter { !$0.wasMisclassified }
    let counted = right.map { $0.isFooled ? $0.distance : .infinity }
    return [noLarger(median(counted), try goldenCase.expectedNumbers("median_l2")[0], goldenCase, "median_l2")]
      .compactMap { $0 }
  }

  /// Distances that may be smaller than the peer's, but not larger; -1 where nothing was found.
  private func noFurther(_ distances: [Double], _ goldenCase: GoldenCase) throws -> [GoldenMismatch] {
    let expected = try goldenCase.expected("distance_l2").doubles
    // A better search may go less far.
    let mayBeNearer = goldenCase.notes.contains("smaller distances")
    let counted = zip(distances, expected).map {
      $0 < 0 ? .infinity : $1 < 0 ? $1 : mayBeNearer ? max($0, $1) : $0
    }
    let tolerance = goldenCase.tolerance(for: "distance_l2")
    let entries = compare(counted, to: expected, tolerance: tolerance, role: "distance_l2")
    let found = distances.map { $0 < 0 ? .infinity : $0 }
    return [
      entries, noLarger(median(found), try goldenCase.expectedNumbers("median_l2")[0], goldenCase, "median_l2"),
    ].compactMap { $0 }
  }

  private func noLarger(
    _ value: Double, _ expected: Double, _ goldenCase: GoldenCase, _ role: String
  ) -> GoldenMismatch? {
    print("golden attacks: \(goldenCase.name): median distance \(value), the peer's \(expected)")
    return compare([max(value, expected)], to: [expected], tolerance: goldenCase.tolerance(for: role), role: role)
  }

  private func check(
    _ ops: Set<String>, _ body: (GoldenCase, AttackSubject) throws -> [GoldenMismatch]?
  ) throws {
    let failures = try AttackSubject.check(ops, body)
    #expect(failures == [])
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .infinity }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
