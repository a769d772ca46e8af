import AssayBase
import AssayStatistics
import AssayTestSupport
import Testing

@Suite struct GoldenStatisticsTests {
  @Test func everyOpAgreesWithThePeers() throws {
    guard let file = try GoldenFile.load("statistics") else { return }
    let failures = file.check(claiming: Set(Self.ops.keys), permittingAbsentOps: true) { goldenCase in
      guard let op = Self.ops[goldenCase.op] else { return nil }
      return try StatisticsOps.compare(try op(goldenCase), with: goldenCase)
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    let unknown = file.ops.filter { Self.ops[$0] == nil }
    #expect(unknown.isEmpty, "ops without a test: \(unknown)")
    for (op, cases) in Dictionary(grouping: file.cases, by: \.op).sorted(by: { $0.key < $1.key }) {
      let failed = cases.count { one in failures.contains { $0.contains("case \(one.name):") } }
      print("golden statistics: \(op): \(cases.count - failed) of \(cases.count) passed")
    }
  }

  private static let ops: [String: @Sendable (GoldenCase) throws -> [String: [Double]]] = [
    "proportion_interval": StatisticsOps.proportionInterval,
    "empirical_bernstein": StatisticsOps.empiricalBernstein,
    "mcnemar": StatisticsOps.mcNemar,
    "paired_bootstrap": StatisticsOps.pairedBootstrap,
    "rank_tests": StatisticsOps.rankTests,
    "t_and_ks": StatisticsOps.studentAndKolmogorov,
    "fisher_exact": StatisticsOps.fisher,
    "multiple_testing": StatisticsOps.multipleTesting,
    "sprt": StatisticsOps.sequentialRatio,
    "normal_quantile": StatisticsOps.normalQuantile,
    "normal_cdf": StatisticsOps.normal,
    "beta_quantile": StatisticsOps.betaQuantile,
    "beta_cdf": StatisticsOps.beta,
    "binomial": StatisticsOps.binomial,
    "t_chi2_quantile": StatisticsOps.studentAndChiSquared,
    "special": StatisticsOps.special,
  ]
}
