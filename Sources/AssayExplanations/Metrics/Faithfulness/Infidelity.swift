import AssayBase
import AssayTensor

/// How badly a map predicts what changes of the image do to the score (Yeh et al. 2019, definition 2.1).
///
/// The mean over changes I of (Σ I·map − (f(x) − f(x − I)))²; 0 for the gradient of a linear model. Costs one evaluation a
/// sample and image.
package struct Infidelity: MapMeasure {
  let changes: InfidelityChange
  let samples: Int
  let isScaled: Bool
  let seed: UInt64

  package var description: String {
    "infidelity (\(changes.description), \(samples) samples\(isScaled ? ", scaled" : ""))"
  }

  package var preference: MetricPreference { .smaller }

  package func validate() throws {
    try SampleCount.validate(samples, of: "infidelity", "samples")
    try changes.validate()
  }

  package func values(_ explained: ExplainedMaps) throws -> [Double] {
    try validate()
    let source = try InfidelityChange.Source(changes, images: explained.images, samples: samples, seed: seed)
    let own = try explained.ownScores(.logit)
    let outcomes = try explained.outcomes(ofVariants: samples, .logit) { row, index in
      let (image, map) = (explained.images.rows([row]), explained.maps.rows([row]))
      let change = try source.change(of: image, row: row, index: index)
      return ImageVariant(image: image - change, note: Self.product(change, map))
    }
    return zip(outcomes, own).map { outcomes, score in
      let pairs = outcomes.map { (predicted: $0.note, actual: score - $0.score) }
      let scale = isScaled ? Self.bestScale(pairs) : 1
      return pairs.reduce(0) { sum, pair in
        let error = scale * pair.predicted - pair.actual
        return sum + error * error
      } / Double(pairs.count)
    }
  }

  /// The factor of the map that predicts best: the appendix of the paper allows the map any unit.
  private static func bestScale(_ pairs: [(predicted: Double, actual: Double)]) -> Double {
    let square = pairs.reduce(0) { $0 + $1.predicted * $1.predicted }
    return square > 0 ? pairs.reduce(0) { $0 + $1.predicted * $1.actual } / square : 1
  }

  /// Σ x·y in double precision.
  private static func product(_ x: Tensor, _ y: Tensor) -> Double {
    zip(x.elements, y.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}

extension ExplanationMetric {
  /// How badly a map predicts what changes of the image do to the score (Yeh et al. 2019, definition 2.1).
  ///
  /// The mean over changes I of (β Σ I·map − (f(x) − f(x − I)))², with β = 1, or with `isScaled` the β for which it is least,
  /// so that the unit of the map does not matter. Costs `samples` + 1 evaluations an image.
  public static func infidelity(
    _ changes: InfidelityChange = .gaussian(deviation: 0.2), samples: Int = 100, isScaled: Bool = false,
    seed: UInt64 = 0
  ) -> ExplanationMetric {
    ExplanationMetric(Infidelity(changes: changes, samples: samples, isScaled: isScaled, seed: seed))
  }
}

extension ExplanationMetricForm {
  static let infidelity = ExplanationMetricForm(
    "infidelity", "how badly the map predicts what noise does to the score",
    settings: "samples=100,noise=0.2,scaled=false,seed=0", extras: "square=SIDE"
  ) { shared, settings in
    let noise = try settings.number("noise")
    let side = try settings.int("square")
    if let noise, let side {
      throw AssayError(
        .invalidArgument, "infidelity takes either noise or squares", found: "noise=\(noise) and square=\(side)",
        at: "infidelity")
    }
    return .infidelity(
      side.map { .square(side: $0) } ?? .gaussian(deviation: noise ?? 0.2), samples: try settings.int("samples") ?? 100,
      isScaled: try settings.flag("scaled") ?? false, seed: try shared.seed(&settings))
  }
}
