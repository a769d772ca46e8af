import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport

/// A case of the golden networks, ready to be computed.
struct GoldenModel {
  let architecture: Architecture
  private let goldenCase: GoldenCase
  private let formula: WeightFormula
  private let gain: Double
  private let images: Shape
  private let target: Int

  /// Nil when the case asks for what is not implemented.
  init?(_ goldenCase: GoldenCase, _ file: GoldenFile) throws {
    let params = goldenCase.params
    guard let name = params["architecture"]?.string, let target = params["target"]?.int,
      let formula = params["formula"]?.string.flatMap(WeightFormula.init),
      let shape = params["input_shape"]?.array?.compactMap(\.int), shape.count == 4,
      params["momentum"]?.double ?? 0.1 == 0.1
    else { return nil }
    images = Shape(shape)
    guard
      let architecture = GoldenArchitectures.named(
        name, input: Shape(Array(shape.dropFirst())), classes: try goldenCase.expected("logits").shape[1])
    else { return nil }
    self.architecture = architecture
    self.goldenCase = goldenCase
    self.formula = formula
    self.target = target
    gain = params["gain"]?.double ?? 1
  }

  /// Whether this takes long without optimisation: weights cost to make, multiply-adds to run.
  var isHeavy: Bool {
    architecture.multiplyAdds * images[0] + 100 * architecture.parameterCount > HeavyTests.lightWork
  }

  /// All that differs from the expected figures.
  func mismatches() throws -> [GoldenMismatch] {
    let network = try formula.network(architecture, gain: gain)
    let x = WeightFormula.images(images, phase: goldenCase.params["phase"]?.double ?? 0)
    let got = run(network, x)
    var mismatches = try goldenCase.compareAll(got)
    if mismatches.contains(where: { Self.hasKinks($0.role) }) {
      let others = try (1...8).map { (seed: UInt64) in
        let key = RandomKey(seed: seed)
        return run(try Self.rounded(network, key), Self.rounded(x, key.derived("images")))
      }
      try mismatches.removeAll { mismatch in try isUndetermined(mismatch.role, got, others) }
    }
    return mismatches + (try valueMismatches(network, x))
  }

  /// Whether a figure jumps where a rectifier changes its sign or a maximum its place.
  private static func hasKinks(_ role: String) -> Bool { role.hasPrefix("input_gradient") }

  /// Whether single precision does not settle a gradient at the pixels to within its tolerance.
  ///
  /// The expected figures come from double precision. Where an activation is zero up to rounding, or two pixels under a
  /// maximum are equal up to rounding, a gradient jumps, whoever computes it: weights and images moved by their own last bit
  /// show how far. A figure passes when it lies within three times the farthest of eight such moves of every entry; wrong
  /// wiring moves it much further than that.
  private func isUndetermined(_ role: String, _ got: [String: [Float]], _ others: [[String: [Float]]]) throws -> Bool {
    guard Self.hasKinks(role), let values = got[role] else { return false }
    let (expected, tolerance) = (try goldenCase.expected(role), goldenCase.tolerance(for: role))
    guard expected.count == values.count else { return false }
    for index in values.indices {
      let value = Double(values[index])
      let spread = others.map { (Double($0[role]?[index] ?? .nan) - value).magnitude }.max() ?? 0
      let wanted = expected.doubles[index]
      let distance = (value - wanted).magnitude
      guard distance <= tolerance.allowance(at: wanted) + 3 * spread else { return false }
    }
    print("golden models: \(goldenCase.name), \(role) is not settled by single precision")
    return true
  }

  /// The same numbers, each moved by at most its last bit.
  private static func rounded(_ tensor: Tensor, _ key: RandomKey) -> Tensor {
    tensor * (Tensor.uniform(-0x1p-23, 0x1p-23, shape: tensor.shape, key: key) + 1)
  }

  private static func rounded(_ network: Network, _ key: RandomKey) throws -> Network {
    let moved = network.weightNames.compactMap { name in
      network.parameters[name].map { (name, rounded($0, key.derived(name))) }
    }
    return try Network(
      network.architecture, parameters: network.parameters.merging(moved) { $1 })
  }

  /// Everything that a case may expect, by role.
  private func run(_ network: Network, _ x: Tensor) -> [String: [Float]] {
    let trains = goldenCase.params["mode"]?.string == "train"
    let updates = StatisticUpdates()
    let names = network.weightNames
    let weights = names.compactMap { network.parameters[$0] }
    let (logits, pullback) = valueWithPullback(at: [x] + weights) { inputs in
      network(
        inputs[0], parameters: Dictionary(uniqueKeysWithValues: zip(names, inputs.dropFirst())),
        mode: trains ? .training(RandomKey(seed: 1)) : .evaluation, updates: updates)
    }
    let (loss, upstream) = valueAndGradient(at: logits, of: loss)
    let parameterGradients = pullback(upstream).dropFirst()
    // At the pixels it is the gradient of the target's logits, added up over the images.
    let gradient = pullback(targets(logits.shape))[0]
    var roles = inputGradientRoles(gradient)
    roles["logits"] = logits.elements
    roles["loss"] = loss.elements
    roles["parameter_gradient_l2"] = parameterGradients.map { Float(LayerTrace.norms($0).l2) }
    for (name, value) in updates.all { roles["updated.\(name)"] = value.elements }
    return roles
  }

  private func inputGradientRoles(_ gradient: Tensor) -> [String: [Float]] {
    let elements = gradient.elements
    var rows = [Double](repeating: 0, count: images[1] * images[2])
    for (index, element) in elements.enumerated() { rows[index / images[3] % rows.count] += Double(element.magnitude) }
    return [
      "input_gradient_first64": Array(elements.prefix(64)),
      "input_gradient_l2": [Float(LayerTrace.norms(gradient).l2)],
      "input_gradient_l1": [Float(rows.reduce(0, +))],
      "input_gradient_sum": [Float(elements.reduce(0) { $0 + Double($1) })],
      "input_gradient_channel_rows": rows.map { Float($0) },
    ]
  }

  /// 1 at the target's logits.
  private func targets(_ shape: Shape) -> Tensor {
    Tensor(shape: shape, elements: (0..<shape.count).map { $0 % shape[1] == target ? 1 : 0 })
  }

  /// Binary cross-entropy for a single logit, else cross-entropy with the target as every label.
  private func loss(_ logits: Tensor) -> Tensor {
    logits.shape[1] == 1
      ? Loss.binaryCrossEntropy(logits, targets: Tensor(repeating: 1, shape: logits.shape))
      : Loss.crossEntropy(logits, labels: [Int](repeating: target, count: logits.shape[0]))
  }

  /// The number of weights, the sum of the inputs and the rows of all layers with weights.
  private func valueMismatches(_ network: Network, _ x: Tensor) throws -> [GoldenMismatch] {
    var mismatches: [GoldenMismatch?] = []
    if let count = goldenCase.expectedValues["parameter_count"]?.int {
      mismatches.append(
        count == architecture.parameterCount
          ? nil : GoldenMismatch(role: "parameter_count", "\(architecture.parameterCount), expected \(count)"))
    }
    if let sum = goldenCase.expectedValues["input_sum"]?.double {
      let got = x.elements.reduce(0) { $0 + Double($1) }
      mismatches.append(compare(got, to: sum, tolerance: GoldenTolerance(rtol: 1e-6), role: "input_sum"))
    }
    if let rows = goldenCase.expectedValues["layers"]?.array {
      mismatches.append(LayerTrace(network, x).firstMismatch(with: rows))
    }
    return mismatches.compactMap { $0 }
  }
}
