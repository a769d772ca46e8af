import AssayBase
import AssayDatasets
import AssayNetworks
import AssayPerturbations
import AssayStatistics

/// What an attack leaves of a model's accuracy, for balls of several sizes.
///
/// Sizes are gone through from the smallest. An image that fools the model in a small ball lies in all larger ones and
/// fools it there too, so only examples that are still right are attacked again; the accuracy falls by construction. An
/// attack that looks for the smallest change runs once, whatever the number of sizes. Whether the attack itself holds up as
/// the ball grows is the question of ``Property/accuracyFallsWithEpsilon(under:over:exceptions:)``.
public struct EpsilonSweep: Sendable, Equatable {
  /// The accuracy in the ball of one size.
  public struct Point: Sendable, Equatable {
    /// The size, in units of pixels in [0, 1]; above 1 the box binds.
    public let epsilon: Double
    /// The examples that the model still gets right.
    public let robust: Int
    /// All examples.
    public let examples: Int
    /// Where the accuracy on further examples of the kind lies, at the sweep's confidence (Clopper and Pearson 1934).
    public let interval: ClosedRange<Double>

    /// The share of examples that the model still gets right.
    public var accuracy: Double { Double(robust) / Double(examples) }
  }

  /// What the model is called.
  public let model: String
  /// What the data set is called.
  public let data: String
  /// The attack, without the size of its ball.
  public let attack: String
  /// How sizes are measured.
  public let norm: Norm
  /// The probability with which each point's interval covers the truth, each for itself.
  public let confidence: Double
  /// One point for each size, rising; sizes given twice come once.
  public let points: [Point]

  /// Attacks the examples of `data`.
  ///
  /// - Parameters:
  ///   - attack: An attack in a ball, whose own size does not count, or one that looks for the smallest change.
  ///   - sizes: The sizes, in any order, at least one; none negative.
  ///   - cases: How many examples to use, from the first; all unless given.
  ///   - confidence: In (0, 1).
  ///   - progress: Told which size is next, and how many examples are still right.
  /// - Throws: `AssayError` for sizes and other settings that cannot be used, `CancellationError` when cancelled, and what
  ///   attacking throws.
  public init(
    of attack: Attack, over sizes: [Double], on model: any Classifier, _ data: Dataset, cases: Int? = nil,
    key: RandomKey, confidence: Double = 0.95, progress: (String) -> Void = { _ in }
  ) throws {
    let sizes = try Self.checked(sizes, attack)
    let count = min(cases ?? data.count, data.count)
    guard count > 0 else { throw AssayError(.empty, "there are no examples to attack", at: data.name) }
    let target = try AttackedModel(model)
    var robust = [Int](repeating: 0, count: sizes.count)
    for start in stride(from: 0, to: count, by: 256) {
      let (images, labels) = try data.batch(at: Array(start..<min(count, start + 256)))
      let batch = SweepBatch(images: images, labels: labels, first: start)
      let part = try batch.survivors(of: attack, sizes, target, key) { size, open in
        try Task.checkCancellation()
        progress("\(attack.norm.symbol) \(PerturbationBall.text(of: size)): \(open) of \(labels.count) examples")
      }
      for place in sizes.indices { robust[place] += part[place] }
    }
    (self.model, self.data, self.attack) = (model.name, data.name, attack.descriptionOfAnySize)
    (norm, self.confidence) = (attack.norm, confidence)
    points = try zip(sizes, robust).map { size, robust in
      let interval = try ProportionInterval(successes: robust, trials: count, confidence: confidence)
      return Point(epsilon: size, robust: robust, examples: count, interval: interval.clopperPearson)
    }
  }

  /// The sizes, rising and each once.
  private static func checked(_ sizes: [Double], _ attack: Attack) throws -> [Double] {
    guard !sizes.isEmpty else { throw AssayError(.empty, "there are no sizes to go through", at: "sizes") }
    for size in sizes { try (attack.ball == nil ? attack.within(size) : attack.inBall(size)).validate() }
    return Set(sizes.map { $0 == 0 ? 0 : $0 }).sorted()
  }
}
