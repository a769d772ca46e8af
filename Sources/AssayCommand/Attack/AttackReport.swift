import AssayBase
import AssayPerturbations
import AssayProperties
import AssayTensor
import Foundation

/// What an attack gave, and its sweep over other balls.
struct AttackReport {
  let inputs: LoadedInputs
  let main: AttackRun
  let sweep: EpsilonSweep?
  let seed: UInt64

  var lines: [String] {
    var rows = [["attack", "accuracy", "success", "gradients an image", "queries an image"]]
    let work = [main.meanGradients, main.meanQueries].map { String(format: "%.1f", $0) }
    rows.append(["\(main.attack)", Self.share(main.robustAccuracy), Self.share(main.successRate)] + work)
    var lines = [
      "\(inputs.title), \(main.fates.count) images, seed \(seed)",
      "accuracy without attack: \(Self.share(main.accuracy))", "",
    ]
    lines += TextTable.lines(rows)
    if let median = main.medianDistance {
      lines += ["", String(format: "median change that fools: \(main.attack.norm.symbol) %.4g", median)]
    }
    if let sweep { lines += [""] + sweepLines(sweep) }
    return lines + ["", "Accuracy under an attack is an upper bound: a stronger attack may find more."]
  }

  private func sweepLines(_ sweep: EpsilonSweep) -> [String] {
    let rows = sweep.points.map { point in
      [
        "\(PerturbationBall(sweep.norm, point.epsilon))", Self.share(point.accuracy),
        "[\(Self.share(point.interval.lowerBound)), \(Self.share(point.interval.upperBound))]",
      ]
    }
    return TextTable.lines([["ball", "accuracy", "\(PercentText.of(sweep.confidence)) interval"]] + rows)
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "model": .string(inputs.model.name), "preprocessing": ModelText.preprocessing(of: inputs.model),
      "data": .string(inputs.dataset.name), "seed": .string("\(seed)"), "images": .integer(main.fates.count),
      "accuracy": .number(main.accuracy), "attack": Self.json(main),
    ]
    members["sweep"] = sweep?.json
    members["medianDistance"] = main.medianDistance.map(JSONValue.number)
    return .object(members)
  }

  /// The attacked images as a data set: `images`, `labels`, and `fooled`, 1 where the model is wrong.
  ///
  /// - Throws: `AssayError` when the images were not kept.
  func archive() throws -> Data {
    guard let images = main.images else {
      throw AssayError(.empty, "the attacked images were not kept", at: "\(main.attack)")
    }
    var builder = TensorArchiveBuilder(metadata: [
      "model": inputs.model.name, "data": inputs.dataset.name, "attack": "\(main.attack)", "seed": "\(seed)",
      "class_names": "\(inputs.classNames)",
    ])
    try builder.append("images", shape: images.shape.dimensions, floats: images.elements)
    try builder.append("labels", shape: [main.labels.count], integers: main.labels)
    try builder.append("fooled", shape: [main.fates.count], bytes: main.fates.map { $0.isFooled ? 1 : 0 })
    return builder.data()
  }

  private static func json(_ run: AttackRun) -> JSONValue {
    var members: [String: JSONValue] = [
      "name": .string("\(run.attack)"), "robustAccuracy": .number(run.robustAccuracy),
      "successRate": .number(run.successRate), "meanGradients": .number(run.meanGradients),
      "meanQueries": .number(run.meanQueries),
    ]
    members["epsilon"] = run.attack.ball.map { .number($0.epsilon) }
    return .object(members)
  }

  private static func share(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
}
