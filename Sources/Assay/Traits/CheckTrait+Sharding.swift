import Testing

extension Trait where Self == CheckTrait {
  /// Deals the cases of each `check` of the test to all processes of `ASSAY_SHARD`, rather than whole checks.
  ///
  ///     @Test(.splitCases) func staysAccurateUnderPGD() async throws { … }
  ///
  /// For a check that takes too long for one machine. Every process measures its share of all cases, without stopping
  /// early, and leaves them in `.assay/results.jsonl`; `assay merge` decides from those of all of them, with the very
  /// verdict of one process alone. A process fails by itself only where it refutes a claim about every case. Budgets of
  /// seconds and baselines, with which a verdict would depend on the split, are an issue. A `forAll` is dealt as a whole.
  public static var splitCases: CheckTrait { CheckTrait { $0.splitsCases = true } }
}
