import AssayBase
import AssayTensor
import Foundation

/// What an attack and its repetitions in other balls gave.
struct AttackReport {
  let inputs: LoadedInputs
  let main: AttackRun
  let sweep: [AttackRun]
  let seed: UInt64

  var lines: [String] {
    var rows = [["attack", "accuracy", "success", "gradients an image"]]
    for run in [main] + sweep {
      let gradients = String(format: "%.1f", run.meanGradients)
      rows.append(["\(run.attack)", Self.share(run.robustAccuracy), Self.share(run.successRate), gradients])
    }
    return [
      "\(inputs.title), \(main.fates.count) images, seed \(seed)",
      "accuracy without attack: \(Self.share(main.accuracy))", "",
    ] + TextTable.lines(rows) + ["", "Accuracy under an attack is an upper bound: a stronger attack may find more."]
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "model": .string(inputs.network.name), "preprocessing": ModelText.preprocessing(of: inputs.network),
      "data": .string(inputs.dataset.name), "seed": .string("\(seed)"), "images": .integer(main.fates.count),
      "accuracy": .number(main.accuracy), "attack": Self.json(main),
    ]
    if !sweep.isEmpty { members["sweep"] = .array(sweep.map(Self.json)) }
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
      "model": inputs.network.name, "data": inputs.dataset.name, "attack": "\(main.attack)", "seed": "\(seed)",
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
    ]
    members["epsilon"] = run.attack.ball.map { .number($0.epsilon) }
    return .object(members)
  }

  private static func share(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
}
