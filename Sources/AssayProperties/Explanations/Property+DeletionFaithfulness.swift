import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayTensor

extension Property where Model: Classifier {
  /// Taking away the pixels that the map calls most relevant lowers the score sooner than taking away any others.
  ///
  /// The area under the deletion curve (Petsiuk, Das and Saenko 2018, section 3.2) is on average below that of pixels in a
  /// random order, paired on the same examples: the mean of the differences is above 0. Counts the examples that the model
  /// classifies correctly. Needs answers of the model beside what the explanation needs. Costs one map and, for each order,
  /// as many evaluations as the curve has points.
  ///
  /// - Parameters:
  ///   - removal: How pixels are removed; deletion in black by the pixel unless given.
  ///   - orders: The number of random orders that the map is compared with, at least 1.
  public static func deletionFaithfulness(
    of explanation: Explanation, target: ExplanationTarget = .label, removal: PixelRemoval = .deletion(),
    orders: Int = 4
  ) -> Property {
    Property(
      "\(removal) by \(explanation) of the \(target.words) has a smaller area than by chance", .meanIsPositive,
      measuring: DeletionFaithfulness<Model>(
        explanation: explanation, target: target, removal: removal, orders: orders))
  }
}

/// By how much the area under the curve of the map is below that of random orders.
private struct DeletionFaithfulness<Model: Classifier>: UnchangedMapClaim {
  let explanation: Explanation
  let target: ExplanationTarget
  let removal: PixelRemoval
  let orders: Int

  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate(for: model)
    try data.check(for: model)
    guard orders >= 1 else {
      throw AssayError(
        .invalidArgument, "chance needs at least one random order", expected: "orders ≥ 1", found: "\(orders)",
        at: "orders")
    }
    guard removal.scale == .probability, !removal.isInsertion else {
      throw AssayError(
        .unsupported, "areas are averaged into a verdict where they are bounded and smaller is better",
        expected: "a deletion of probabilities", found: "\(removal)", at: "removal")
    }
  }

  func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]? { try model.correctExamples(of: data) }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let explained = try ExplainedMaps(
      by: explanation, of: model, images: batch.images, labels: batch.labels, target: target)
    let own = try removal.curves(explained).map(\.area)
    var chance = [Double](repeating: 0, count: examples.count)
    for order in 0..<orders {
      let maps = Tensor.concatenatingRows(
        batch.indices.map {
          .uniform(0, 1, shape: batch.images.shape.withFirst(1), key: key.derived("order").derived($0).derived(order))
        })
      let random = try ExplainedMaps(
        maps, of: model, images: batch.images, labels: batch.labels, target: target)
      for (row, curve) in try removal.curves(random).enumerated() { chance[row] += curve.area / Double(orders) }
    }
    return zip(own, chance).map { own, chance in
      .value(
        min(1, max(-1, chance - own)),
        "the area by the map is \(Verdict.share(own)) and by chance \(Verdict.share(chance))")
    }
  }
}
