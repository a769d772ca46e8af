import AssayNetworks
import AssayTensor
import AssayTestSupport
import Testing

/// Paths of optimisers on a small problem, and schedules, against PyTorch.
@Suite struct OptimizersGoldenTests {
  @Test func pathsAndRates() throws {
    guard let file = try GoldenFile.load("optimizers") else { return }
    let failures = file.check(claiming: ["optimizer", "schedule"]) { goldenCase in
      goldenCase.op == "schedule" ? try rates(goldenCase) : try path(goldenCase)
    }
    #expect(failures == [])
  }

  /// The rate and, where it is given, the momentum of every step.
  private func rates(_ goldenCase: GoldenCase) throws -> [GoldenMismatch]? {
    let count = try goldenCase.expectedNumbers("rates").count
    if goldenCase.params["kind"]?.string == "ReduceLROnPlateau" {
      var plateau = OptimizerOps.plateau(goldenCase)
      let measures = goldenCase.params["metrics"]?.array?.compactMap(\.double) ?? []
      let rates = measures.map { measure in
        defer { plateau.report(measure) }
        return plateau.learningRate
      }
      return [try goldenCase.compare(values: rates, with: "rates")].compactMap { $0 }
    }
    guard let schedule = try OptimizerOps.schedule(goldenCase.params["kind"]?.string, goldenCase) else { return nil }
    let base = goldenCase.params["lr"]?.double ?? goldenCase.params["max_lr"]?.double ?? 1
    var mismatches = [
      try goldenCase.compare(values: (0..<count).map { base * schedule.factor(at: $0) }, with: "rates")
    ]
    if goldenCase.expectedValues["momentum"] != nil {
      let momenta = (0..<count).map { schedule.momentum(at: $0) ?? .nan }
      mismatches.append(try goldenCase.compare(values: momenta, with: "momentum"))
    }
    return mismatches.compactMap { $0 }
  }

  /// Full-batch training of two dense layers with tanh between them.
  private func path(_ goldenCase: GoldenCase) throws -> [GoldenMismatch]? {
    guard var optimizer = OptimizerOps.optimizer(goldenCase) else { return nil }
    let kind = goldenCase.params["schedule"]?.string
    let schedule = try OptimizerOps.schedule(kind, goldenCase)
    if kind != nil && schedule == nil { return nil }
    let (names, base) = (["w1", "b1", "w2", "b2"], optimizer.learningRate)
    let (x, labels) = (try goldenCase.values("x"), try goldenCase.labels("labels"))
    var parameters: [String: Tensor] = [:]
    for name in names { parameters[name] = try goldenCase.values(name) }
    var outputs: [String: [Float]] = [:]
    var rates: [Double] = []
    for step in 0..<(try goldenCase.expected("losses").count) {
      if let schedule { optimizer.follow(schedule, base: base, at: step) }
      rates.append(optimizer.learningRate)
      let (loss, gradients) = valueAndGradient(at: names.compactMap { parameters[$0] }) { weights in
        let hidden = x.linear(weight: weights[0], bias: weights[1]).tanh()
        return Loss.crossEntropy(hidden.linear(weight: weights[2], bias: weights[3]), labels: labels)
      }
      optimizer.update(&parameters, gradients: Dictionary(uniqueKeysWithValues: zip(names, gradients)))
      outputs["losses", default: []].append(loss.scalar)
      for name in names { outputs["trajectory.\(name)", default: []] += parameters[name]?.elements ?? [] }
    }
    var mismatches = try goldenCase.compareAll(outputs)
    if goldenCase.expectedValues["rates"] != nil {
      mismatches += [try goldenCase.compare(values: rates, with: "rates")].compactMap { $0 }
    }
    return mismatches
  }
}
