import AssayBase
import AssayNetworks
import AssayTensor

/// Projected steps that lead an image's map away from where it was, while the model goes on giving the label.
struct ExplanationAttack: AttackAlgorithm {
  /// Where the search begins, and how a step is taken.
  let descent: ProjectedGradient
  /// What is explained, in words.
  let subject: String
  /// What a lead of another class over the label costs.
  let weight: Double
  let maps: MapFunction
  /// The label stays, so there is no class to aim at.
  var target: AttackTarget = .anyOther

  init(descent: ProjectedGradient, subject: String, weight: Double, maps: @escaping MapFunction) {
    (self.descent, self.subject, self.weight, self.maps) = (descent, subject, weight, maps)
  }

  var name: String { "attack on \(subject)" }
  var settings: [String] { descent.settings + (weight == 10 ? [] : ["λ \(Float(weight))"]) }
  var norm: Norm { descent.norm }
  var ball: PerturbationBall? { descent.ball }
  var kind: AttackKind { .iterative }

  func validate() throws {
    try descent.validate()
    try validate(weight, notNegative: "weight")
  }

  func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    (descent.resized(epsilon: epsilon) as? ProjectedGradient).map {
      ExplanationAttack(descent: $0, subject: subject, weight: weight, maps: maps)
    }
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    let clean = try maps(model.itself, batch.images, batch.labels).detached
    var current = batch.confining(descent.startingImages(batch))
    var best = Farthest(images: batch.images, count: batch.count)
    for step in 0..<descent.steps {
      let point = try evaluate(current, batch, model, from: clean, step: step)
      best.keep(current, point)
      current = batch.confining(descent.step(current, origin: batch.images, along: point.slope))
    }
    best.keep(current, try evaluate(current, batch, model, from: clean, step: descent.steps))
    // The model itself has the last word about its answers, on the images as they are returned.
    let answers = try model.itself.checkedLogits(for: best.images).labels
    let changed = answers.indices.filter { answers[$0] != batch.labels[$0] }
    let images = best.images.replacing(rows: changed, with: batch.images.rows(changed))
    let evaluations = model.evaluations * (descent.steps + 1)
    var work = AttackWork()
    (work.iterations, work.gradients, work.queries) = (descent.steps, 2 * evaluations, 1)
    return (images, Array(repeating: work, count: batch.count))
  }

  /// What is known at the current images.
  private struct Point {
    /// How far each map is from that of the example.
    let distances: [Float]
    /// Whether the model still gives the label.
    let keepsLabel: [Bool]
    /// The direction in which the map moves away and the label stays.
    let slope: Tensor
  }

  private func evaluate(
    _ images: Tensor, _ batch: AttackBatch, _ model: AttackedModel, from clean: Tensor, step: Int
  ) throws -> Point {
    let labels = batch.labels
    let (logits, hinge) = try model.logitsAndGradient(for: images, keys: batch.keys, step: step) { logits, rows in
      Self.hingeGradient(logits, labels: Array(labels[rows]), weight: Float(weight))
    }
    let (distances, pullback) = try valueWithPullback(at: [images]) {
      try (maps(model.itself, $0[0], labels) - clean).absolute().sumPerExample()
    }
    let away = pullback(Tensor(repeating: 1, shape: distances.shape))[0]
    return Point(
      distances: distances.elements, keepsLabel: zip(logits.labels, labels).map { $0 == $1 }, slope: away - hinge)
  }

  /// The gradient at the logits of `weight` times the lead of the strongest other class, where it leads.
  private static func hingeGradient(_ logits: Logits, labels: [Int], weight: Float) -> Tensor {
    let classes = logits.classCount
    var elements = [Float](repeating: 0, count: labels.count * classes)
    for (row, label) in labels.enumerated() {
      let scores = logits.row(row)
      let rival = scores.indices.filter { $0 != label }.max { scores[$0] < scores[$1] }
      guard let rival, scores[rival] >= scores[label] else { continue }
      elements[row * classes + rival] = weight
      elements[row * classes + label] = -weight
    }
    return Tensor(shape: [labels.count, classes], elements: elements)
  }

  /// The images of the farthest maps so far, among those that keep the label.
  private struct Farthest {
    private(set) var images: Tensor
    private var distances: [Float]

    init(images: Tensor, count: Int) {
      self.images = images
      distances = [Float](repeating: 0, count: count)
    }

    mutating func keep(_ current: Tensor, _ point: Point) {
      let rows = distances.indices.filter { point.keepsLabel[$0] && point.distances[$0] > distances[$0] }
      guard !rows.isEmpty else { return }
      images = images.replacing(rows: rows, with: current.rows(rows))
      for row in rows { distances[row] = point.distances[row] }
    }
  }
}
