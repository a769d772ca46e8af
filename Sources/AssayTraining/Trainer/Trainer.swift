import AssayBase
import AssayDatasets
import AssayNetworks
import AssayPerturbations
import AssayTensor

/// Makes a network by a recipe.
public struct Trainer: Sendable {
  private let recipe: TrainingRecipe
  private let key: RandomKey

  /// Makes a trainer for `recipe`.
  public init(_ recipe: TrainingRecipe) {
    self.recipe = recipe
    key = RandomKey(seed: recipe.seed).derived(recipe.name)
  }

  /// Trains on `data`.
  ///
  /// The weights depend on recipe and data only: not on the machine or the number of threads.
  ///
  /// - Throws: `AssayError` when the data do not fit the network, when training diverges, and `CancellationError` when
  ///   the task is cancelled.
  public func train(
    on data: Dataset, progress: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> Network {
    try recipe.architecture.checkTraining()
    var network = Network(recipe.architecture, key: key)
    let (images, labels) = try data.batch(at: Array(0..<data.count))
    try network.checkShape(of: augmented(images.rows(0..<1), rows: [0], epoch: 0))
    try network.check(labels: labels, count: data.count)
    var optimizer = recipe.optimizer
    let batches = (data.count + recipe.batchSize - 1) / recipe.batchSize
    let (updates, base) = (batches * recipe.epochs, optimizer.learningRate)
    let schedule = recipe.schedule(updates)
    for epoch in 0..<recipe.epochs {
      var order = RandomStream(key.derived("order").derived(epoch))
      let permutation = order.permutation(of: data.count)
      var (loss, correct) = (0.0, 0)
      for batch in 0..<batches {
        try Task.checkCancellation()
        let rows = Array(permutation[batch * recipe.batchSize..<min(data.count, (batch + 1) * recipe.batchSize)])
        let update = epoch * batches + batch
        optimizer.learningRate = base * schedule.factor(at: update)
        let inputs = try augmented(images.rows(rows), rows: rows, epoch: epoch)
        try network.checkShape(of: inputs)
        let step = Step(
          images: inputs, labels: rows.map { labels[$0] }, key: key.derived("update").derived(update),
          progress: Double(update) / Double(updates))
        let result = try run(step, &network, &optimizer, epoch: epoch + 1)
        loss += result.loss * Double(rows.count)
        correct += result.correct
      }
      loss /= Double(data.count)
      guard loss <= divergentLoss else { throw divergence("a mean loss of \(loss)", epoch: epoch + 1) }
      try progress(
        TrainingProgress(
          epoch: epoch + 1, epochs: recipe.epochs, loss: loss, accuracy: Double(correct) / Double(data.count)))
    }
    // No loss has looked at the weights of the last update, but this does.
    return try refusingDivergence(epoch: recipe.epochs) {
      try Network(recipe.architecture, parameters: network.parameters, metadata: metadata(on: data))
    }
  }

  /// The images of some rows as the recipe changes them in an epoch.
  private func augmented(_ images: Tensor, rows: [Int], epoch: Int) throws -> Tensor {
    guard let augmentation = recipe.augmentation else { return images }
    let draws = key.derived("augmentation").derived(epoch)
    // Rounding may leave the box, in which attacks expect images.
    return try augmentation.applied(to: images, keys: rows.map { draws.derived($0) }).clamped(0, 1)
  }

  /// What is known of how the network came to be.
  private func metadata(on data: Dataset) -> [String: String] {
    var metadata = ["name": recipe.name, "recipe": recipe.name, "seed": "\(recipe.seed)", "data": data.name]
    metadata[Preprocessing.preparationKey] = data.preparation.map { "\($0.json)" }
    if ClassMatching.areNamed(data.classNames), data.classNames.count == recipe.architecture.classCount {
      metadata[Network.MetadataKey.classNames] = "\(JSONValue.array(data.classNames.map(JSONValue.string)))"
    }
    return metadata
  }

  /// A thousand times what guessing costs: weights thrown so far do not come back, even where no number overflows.
  private var divergentLoss: Double { 1_000 * Elementary.log(Double(max(2, recipe.architecture.classCount))) }

  private func divergence(_ found: String, epoch: Int) -> AssayError {
    AssayError(
      .notFinite, "training by “\(recipe.name)” diverged", found: found, at: "epoch \(epoch)",
      advice: "Lower the learning rate")
  }

  /// What `body` returns; numbers that are not finite are told as what they are a sign of.
  private func refusingDivergence<Result>(epoch: Int, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as AssayError where error.kind == .notFinite {
      let place = error.location.map { ", \($0)" } ?? ""
      throw divergence("\(error.problem): \(error.found ?? "NaN")\(place)", epoch: epoch)
    }
  }

  /// One update's examples.
  private struct Step {
    let images: Tensor
    let labels: [Int]
    let key: RandomKey
    let progress: Double
  }

  private func run(
    _ step: Step, _ network: inout Network, _ optimizer: inout any Optimizer, epoch: Int
  ) throws -> (loss: Double, correct: Int) {
    let current = network
    let images = try refusingDivergence(epoch: epoch) {
      let images = try inputs(step, current)
      try current.checkEveryLayerIfAsked(for: images)
      return images
    }
    let names = network.weightNames
    let updates = StatisticUpdates()
    var predictions: [Int] = []
    let (loss, gradients) = valueAndGradient(at: names.compactMap { current.parameters[$0] }) { weights in
      let output = current.trainingLogits(
        images, parameters: Dictionary(uniqueKeysWithValues: zip(names, weights)), key: step.key, updates: updates)
      predictions = Logits(output.logits.detached).labels
      return output.loss { $0.crossEntropy(labels: step.labels).mean() }
    }
    var parameters = network.parameters
    optimizer.update(&parameters, gradients: Dictionary(uniqueKeysWithValues: zip(names, gradients)))
    network = network.with(parameters: parameters.merging(updates.all) { $1 })
    return (Double(loss.scalar), zip(predictions, step.labels).count { $0 == $1 })
  }

  /// The images that the loss is taken on.
  private func inputs(_ step: Step, _ network: Network) throws -> Tensor {
    guard case .adversarial(let phase) = recipe.objective else { return step.images }
    let ball = phase.ball(at: step.progress)
    guard ball.epsilon > 0 else { return step.images }
    let attack = ProjectedGradient(
      name: "PGD", ball: ball, steps: phase.steps, stepSize: ball.epsilon * phase.relativeStepSize,
      start: .random, target: .anyOther, stopsWhenFooled: false)
    return try attack.perturbAll(step.images, labels: step.labels, of: network, key: step.key)
  }
}
