import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor
import Testing

/// The table of methods and metrics, and metrics written in words.
@Suite struct ExplanationReportTests {
  private let network = Network(.digitsSmall, key: RandomKey(seed: 98))
  private let images = Tensor.uniform(0, 1, shape: [3, 1, 8, 8], key: RandomKey(seed: 99))
  private let labels = [2, 0, 6]
  private let metrics: [ExplanationMetric] = [
    .concentration(.gini), .deletion(steps: 8), .randomLogit(similarity: .structural(.gaussian)),
    .infidelity(samples: 4),
  ]

  @Test func entriesAreTheValuesOfTheMetrics() throws {
    let methods: [Explanation] = [.gradient, .inputTimesGradient]
    let report = try ExplanationReport(
      of: methods, by: metrics, on: network, images: images, labels: labels, target: .predicted)
    #expect(report.methods.map(\.description) == methods.map(\.description) && report.entries.count == 2)
    for (method, row) in zip(methods, report.entries) {
      for (metric, entry) in zip(metrics, row) {
        // The window of the structural similarity does not fit 8×8 maps: that is said, not thrown.
        guard case .values(let values) = entry else {
          #expect(metric.description == "random logit (SSIM (gaussian))" && entry.mean == nil)
          continue
        }
        let direct = try metric.values(of: method, on: network, images: images, labels: labels, target: .predicted)
        #expect(values == direct)
        #expect(entry.mean == direct.reduce(0, +) / 3)
      }
    }
  }

  @Test func tableAndJSON() throws {
    let report = try ExplanationReport(of: [.gradient], by: metrics, on: network, images: images, labels: labels)
    let table = report.table
    #expect(table.count == 5 && table[0].hasPrefix("metric") && table[0].hasSuffix("gradient"))
    #expect(table[1].hasPrefix("Gini index") && table[1].contains("larger") && table[3].hasSuffix("–"))
    let json = try JSONValue(parsing: report.json.serialised())
    #expect(json["model"]?.string == network.name)
    #expect(json["metrics"]?[1]?["better"]?.string == "smaller")
    let entries = json["methods"]?[0]?["entries"]
    #expect(entries?[0]?["values"]?.array?.count == 3 && entries?[0]?["mean"]?.double == report.entries[0][0].mean)
    #expect(entries?[2]?["inapplicable"]?.string?.contains("window") == true)
  }

  @Test func reportsGrowByBatches() throws {
    let methods: [Explanation] = [.gradient, .inputTimesGradient]
    let whole = try ExplanationReport(of: methods, by: metrics, on: network, images: images, labels: labels)
    var grown = try ExplanationReport(of: methods, by: metrics, on: network)
    #expect(grown.entries[1][0] == .values([]) && grown.entries[1][0].mean == nil)
    for rows in [[0], [1, 2]] {
      for (index, method) in methods.enumerated() {
        try grown.append(
          ExplainedMaps(by: method, of: network, images: images.rows(rows), labels: rows.map { labels[$0] }), of: index)
      }
    }
    #expect(grown.entries == whole.entries && grown.table == whole.table)
  }

  @Test func standardMetricsNeedNoNetworkOfOurs() throws {
    let box = FunctionClassifier(answersOf: network)
    let report = try ExplanationReport(of: [Explanation(ImageItself())], on: box, images: images, labels: labels)
    #expect(report.entries[0].allSatisfy { $0.mean?.isFinite == true })
    let empty = try ExplanationReport(
      of: [.gradient], by: metrics, on: network, images: images.rows(0..<0), labels: [])
    #expect(empty.entries[0][0].mean == nil && empty.table.count == 5)
  }

  /// Whoever adds a method: it can be judged, or says that it does not fit the network.
  @Test(arguments: ExplanationForm.all.map(\.name)) func everyMethodCanBeJudged(_ name: String) throws {
    let metrics: [ExplanationMetric] = [.deletion(steps: 4), .maxSensitivity(samples: 1), .randomLogit()]
    do {
      let report = try ExplanationReport(
        of: [Explanation(parsing: name)], by: metrics, on: network, images: images.rows([1]), labels: [labels[1]])
      #expect(report.entries[0].allSatisfy { $0.mean?.isFinite == true }, "\(report.entries)")
    } catch let error as AssayError where error.kind == .unsupported {
      #expect(!error.problem.isEmpty)
    }
  }

  @Test func faultsOfTheModelAreThrown() {
    let broken = try? Network(.digitsSmall, parameters: network.parameters).with(
      parameters: network.parameters.mapValues { $0 / 0 })
    guard let broken else {
      Issue.record("the network could not be made")
      return
    }
    let error = fault {
      _ = try ExplanationReport(of: [.gradient], by: metrics, on: broken, images: images, labels: labels)
    }
    #expect(error?.kind == .notFinite)
  }

  @Test func namesOfMetricsAreUniqueAndPlain() {
    let names = ExplanationMetricForm.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(name.utf8.allSatisfy { $0 == 45 || (97...122).contains($0) }, "\(name)")
    }
  }

  @Test(arguments: ExplanationMetricForm.all.map(\.name))
  func settingsOfTheHelpAreTheUsualOnes(_ name: String) throws {
    let form = try #require(ExplanationMetricForm.all.first { $0.name == name })
    let plain = try ExplanationMetric(parsing: name)
    if !form.settings.isEmpty {
      #expect(try ExplanationMetric(parsing: "\(name):\(form.settings)").description == plain.description)
    }
    let error = fault { _ = try ExplanationMetric(parsing: "\(name):no-such-setting=1") }
    #expect(error?.kind == .unknownName)
    let told = "\(form.settings),\(form.extras)".split(separator: ",").map { String($0.prefix { $0 != "=" }) }
    let asked = (error?.expected ?? "").split(separator: ",").map { String($0.trimmingPrefix(" ")) }
    #expect(Set(asked) == (told.isEmpty ? ["no settings"] : Set(told)), "\(name)")
  }

  @Test func metricsInWords() throws {
    let texts = [
      "random-logit:similarity=top-5": "random logit (top 5)", "deletion:baseline=white,steps=9": "white",
      "infidelity:square=3": "3×3 squares",
      "parameter-randomization:order=independent,magnitudes=true": "of magnitudes",
    ]
    for (text, part) in texts {
      #expect(try ExplanationMetric(parsing: text).description.contains(part), "\(text)")
    }
    for text in ["", "no-such-metric", "random-logit:similarity=top-0", "infidelity:square=3,noise=1", "road:order=up"]
    {
      #expect(fault { _ = try ExplanationMetric(parsing: text) } != nil, "\(text)")
    }
    let shared = try ExplanationMetric(parsing: "insertion", baseline: .white)
    #expect(shared.description.contains("white"))
  }
}
