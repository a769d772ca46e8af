extension Verdict {
  /// The verdict of a check that could not run, because its settings, its data or its model cannot be used.
  package init(
    refusing property: String, model: String, data: String, population: Int, configuration: CheckConfiguration,
    reason: String
  ) {
    self.init(
      outcome: .unreliable, property: property, model: model, data: data, estimate: nil, interval: nil,
      confidence: configuration.confidence, cases: 0, population: population, failures: 0, seed: configuration.seed,
      seconds: 0, reason: reason, counterexample: nil, worst: nil)
  }

  /// The verdict of a check that another of several processes runs: none.
  package init(
    dealingAway property: String, model: String, data: String, population: Int, configuration: CheckConfiguration,
    shard: Shard
  ) {
    self.init(
      outcome: .undecided, property: property, model: model, data: data, estimate: nil, interval: nil,
      confidence: configuration.confidence, cases: 0, population: population, failures: 0, seed: configuration.seed,
      seconds: 0, reason: "dealt to another shard than \(shard)", counterexample: nil, worst: nil)
  }
}
