import AssayNetworks
import AssayTensor
import AssayTestSupport
import Testing

/// Whole trajectories of optimisers and the rates of schedules against PyTorch.
///
/// What the engine does not have (AMSGrad, RMSprop, Adagrad and some schedules) is counted and said.
@Suite struct OptimizerGoldenTests {
  @Test func trajectories() throws {
    try check("optimizer") { goldenCase in
      guard let optimizer = GoldenRule.optimizer(goldenCase.params),
        let schedule = GoldenRule.schedule(goldenCase.params, ofOptimizer: true)
      else { return nil }
      return { try Trajectory(goldenCase).mismatches(optimizer, schedule) }
    }
  }

  @Test func rates() throws {
    try check("schedule") { goldenCase in
      guard let schedule = GoldenRule.schedule(goldenCase.params, ofOptimizer: false),
        let rate = goldenCase.params["lr"]?.double
      else { return nil }
      return {
        let expected = try goldenCase.expectedNumbers("rates").prefix(GoldenRule.comparableSteps(goldenCase.params))
        let rates = expected.indices.map { rate * schedule.factor(at: $0) }
        let tolerance = goldenCase.tolerance(for: "rates")
        return [compare(rates, to: Array(expected), tolerance: tolerance, role: "rates")].compactMap { $0 }
      }
    }
  }

  /// Checks the cases of `op` for which `comparison` has one, and says which have none.
  private func check(_ op: String, _ comparison: (GoldenCase) -> (() throws -> [GoldenMismatch])?) throws {
    guard let file = try GoldenFile.load("optimizers") else { return }
    var tally = GoldenTally(file, claiming: [op])
    var left: [String] = []
    for goldenCase in file.cases where goldenCase.op == op {
      if let compare = comparison(goldenCase) {
        tally.record(goldenCase, Result { try compare() })
      } else {
        left.append(goldenCase.name)
      }
    }
    print("golden optimizers: left out: \(left.joined(separator: ", "))")
    #expect(tally.report() == [])
  }
}

/// The small problem of the golden file: two dense layers with tanh between them, the whole batch in every step.
private struct Trajectory {
  private static let names = ["w1", "b1", "w2", "b2"]

  private let goldenCase: GoldenCase
  private let images: Tensor
  private let labels: [Int]

  init(_ goldenCase: GoldenCase) throws {
    self.goldenCase = goldenCase
    let x = try goldenCase.input("x")
    images = Tensor(shape: Shape(x.shape), elements: x.floats)
    labels = try goldenCase.input("labels").integers
  }

  func mismatches(_ rule: any Optimizer, _ schedule: Schedule) throws -> [GoldenMismatch] {
    var optimizer = rule
    var parameters: [String: Tensor] = [:]
    for name in Self.names {
      let start = try goldenCase.input(name)
      parameters[name] = Tensor(shape: Shape(start.shape), elements: start.floats)
    }
    let base = optimizer.learningRate
    var outputs: [String: [Float]] = [:]
    for step in 0..<(try goldenCase.expected("losses").count) {
      optimizer.learningRate = base * schedule.factor(at: step)
      let (loss, gradients) = valueAndGradient(at: Self.names.compactMap { parameters[$0] }) { weights in
        images.linear(weight: weights[0], bias: weights[1]).tanh().linear(weight: weights[2], bias: weights[3])
          .crossEntropy(labels: labels).mean()
      }
      optimizer.update(&parameters, gradients: Dictionary(uniqueKeysWithValues: zip(Self.names, gradients)))
      outputs["losses", default: []].append(loss.scalar)
      for name in Self.names { outputs["trajectory.\(name)", default: []] += parameters[name]?.elements ?? [] }
    }
    return try goldenCase.compareAll(outputs)
  }
}
