import AssayBase
import AssayDatasets
import AssayNetworks
import AssayProperties
import AssayReport

/// `assay check`: tries to falsify properties of a model, and shows what falsifies them.
package struct CheckCommand: Command {
  package static let name = "check"
  package static let abstract = "Try to falsify what a model claims, and show the smallest image that does."
  package static let options =
    ModelArgument.options + DataArgument.options + PropertiesArgument.options + DataPropertiesArgument.options + [
      OptionDefinition("seed", "N", "The seed of all random numbers; 0. The same seed gives the same verdicts."),
      OptionDefinition("cases", "N", "The most images to use for a property; all of them unless given."),
      OptionDefinition("confidence", "P", "How certain verdicts on shares must be; 0.999."),
      OptionDefinition("budget", "SECONDS", "The most time for the decision on a property; none unless given."),
      OptionDefinition(
        "split-cases", nil, "Deal the cases to the processes of ASSAY_SHARD, not the properties; `assay merge` decides."
      ),
    ] + BaselineArgument.options + [
      OptionDefinition("report", "DIR", "Write results.json, junit.xml and index.html into this folder."),
      OptionDefinition("json", "FILE", "Write results.json to this file."),
    ]
  package static let examples = [
    (call: "check", effect: "The embedded robust model on the embedded digits."),
    (
      call: "check --model fixture:digits-standard --report report",
      effect: "A model that is not robust, with a page to read."
    ),
    (
      call: "check --properties robust-accuracy --epsilon 0.2 --at-least 0.3",
      effect: "Two properties of the six, one with other figures."
    ),
    (
      call: "check --model classifier.safetensors --architecture digits-small --data safetensors:images.safetensors",
      effect: "A model and images of one's own."
    ),
    (
      call: "check --properties data --data drawn-digits --reference drawn-digits:part=train",
      effect: "The data alone: duplicates, balance, pixels, leakage."
    ),
    (call: "check --record accuracy.json --properties accuracy", effect: "Remember which digits are read right."),
    (
      call: "check --baseline accuracy.json --properties accuracy",
      effect: "Has the model, or its successor, lost any since?"
    ),
  ]

  private let model: ModelArgument
  private let data: DatasetSource
  private let properties: PropertiesArgument
  private let dataProperties: DataPropertiesArgument
  private let configuration: CheckConfiguration
  private let shard: Shard
  private let baseline: BaselineArgument
  private let report: String?
  private let json: String?

  package init(_ arguments: Arguments) throws {
    model = try ModelArgument(arguments, default: "fixture:digits-adversarial")
    data = try DataArgument.source(arguments, default: "digits")
    properties = try PropertiesArgument(arguments)
    dataProperties = try DataPropertiesArgument(arguments)
    shard = try Shard()
    var configuration = CheckConfiguration(
      seed: try arguments.seed(), cases: try arguments.count("cases"),
      confidence: try arguments.number("confidence", expected: "a number above 0.5 and below 1, such as 0.999") {
        $0 > 0.5 && $0 < 1
      } ?? 0.999,
      seconds: try arguments.number("budget", expected: "a positive number of seconds") { $0 > 0 })
    if arguments.has("split-cases") { configuration.split = shard }
    self.configuration = configuration
    baseline = try BaselineArgument(arguments)
    report = try arguments.text("report")
    json = try arguments.text("json")
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if let report { try OutputPath.checkFolder(report, option: "--report") }
    if let json { try OutputPath.checkFile(json, option: "--json") }
    if baseline.isRecording, let path = baseline.path { try OutputPath.checkFile(path, option: "--record") }
    let session = try await properties.specifications.isEmpty ? checkedData(console) : checkedModel(console)
    let results = session.results
    if let json { try AtomicFile.write(try JSONReport.document(results), to: json) }
    if let report { try ReportFolder(path: report).write(results) }
    try console.print(TerminalReport(usesColour: console.usesColour).summary(of: results))
    if let report { try console.print("report: \(report)/index.html") }
    // A process that was dealt nothing, or parts alone, has nothing that fails.
    return (results.passes || results.records.isEmpty) && session.faults == 0 ? .success : .failure
  }

  /// The checks of the model, and then those of the data.
  private func checkedModel(_ console: Console) async throws -> CheckSession {
    let classifier = try model.classifier(console.note)
    return try await checked(classifier, console)
  }

  private func checked<Model: Classifier>(_ classifier: Model, _ console: Console) async throws -> CheckSession {
    let dataset = try DataArgument.open(data, for: classifier, console)
    try dataset.check(for: classifier)
    let specifications = try properties.specifications(askedOf: classifier, on: dataset, console.note)
    if (classifier as? Network)?.architecture.preprocessing.normalization != nil {
      try console.print("model: \(ModelText.title(of: classifier))")
    }
    var session = CheckSession(console, model: classifier.name, data: dataset)
    for specification in specifications {
      let property: Property<Model> = baseline.applied(to: specification.property())
      guard configuration.split != nil || shard.owns(property.name) else { continue }
      console.progress("… \(property.name)")
      try await session.run(
        property, of: classifier, baseline, configuration, entry: specification.entry,
        replayOptions: model.replayOptions(for: classifier))
    }
    try await checkData(&session, for: classifier, console)
    return session
  }

  /// The checks of the data alone, for which no model is opened.
  private func checkedData(_ console: Console) async throws -> CheckSession {
    var session = CheckSession(console, model: nil, data: try DataArgument.open(data, console))
    try await checkData(&session, for: nil, console)
    return session
  }

  private func checkData(
    _ session: inout CheckSession, for model: (any Classifier)?, _ console: Console
  ) async throws {
    for property in dataProperties.properties where shard.owns(property.name) {
      console.progress("… \(property.name)")
      try await session.run(property, configuration)
    }
    guard let reference = dataProperties.reference else { return }
    let property = DataProperty<DatasetPair>.noLeakage()
    guard shard.owns(property.name) else { return }
    console.progress("… \(property.name)")
    let other = try DataArgument.open(reference, for: model, console)
    try await session.run(property, against: other, configuration)
  }
}
