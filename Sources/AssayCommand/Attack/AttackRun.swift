import AssayBase
import AssayPerturbations
import AssayTensor

/// An attack carried out on a data set.
struct AttackRun {
  /// The attack.
  let attack: Attack
  /// What became of each image.
  let fates: [AttackFate]
  /// The labels of the images.
  let labels: [Int]
  /// The attacked images, if they were to be kept.
  let images: Tensor?

  /// - Throws: What attacking throws.
  init(_ attack: Attack, on inputs: LoadedInputs, key: RandomKey, keepsImages: Bool) throws {
    let model = try AttackedModel(inputs.model)
    var (fates, allLabels, parts) = ([AttackFate](), [Int](), [Tensor]())
    try inputs.forEachBatch { images, labels, indices in
      let result = try attack.run(on: model, images: images, labels: labels, indices: indices, key: key)
      fates += result.fates
      allLabels += labels
      if keepsImages { parts.append(result.images) }
    }
    self.attack = attack
    self.fates = fates
    labels = allLabels
    images = keepsImages ? .concatenatingRows(parts) : nil
  }

  /// The share of images that the model gets right without an attack.
  var accuracy: Double { 1 - share { $0.wasMisclassified } }

  /// The share of images that the model still gets right.
  var robustAccuracy: Double { 1 - share { $0.isFooled } }

  /// The share of the images that were right before of which the attack made a wrong one.
  var successRate: Double {
    let attacked = fates.count { !$0.wasMisclassified }
    return attacked == 0 ? 0 : Double(fates.count { $0.isFooled && !$0.wasMisclassified }) / Double(attacked)
  }

  /// The number of gradients taken for each image, on average.
  var meanGradients: Double { Double(fates.reduce(0) { $0 + $1.gradients }) / Double(max(1, fates.count)) }

  /// The number of questions asked about each image, on average, beside gradients.
  var meanQueries: Double { Double(fates.reduce(0) { $0 + $1.queries }) / Double(max(1, fates.count)) }

  /// The median of the smallest changes, of an attack that looks for them; nil when half of the images withstand.
  ///
  /// Images that are wrong without an attack count with 0.
  var medianDistance: Double? {
    guard attack.ball == nil else { return nil }
    let sorted = fates.map { $0.isFooled ? $0.distance : .infinity }.sorted()
    guard !sorted.isEmpty, sorted[sorted.count / 2].isFinite else { return nil }
    return sorted[sorted.count / 2]
  }

  private func share(_ matches: (AttackFate) -> Bool) -> Double {
    Double(fates.count(where: matches)) / Double(max(1, fates.count))
  }
}
