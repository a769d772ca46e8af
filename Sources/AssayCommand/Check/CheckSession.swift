import AssayBase
import AssayDatasets
import AssayNetworks
import AssayProperties
import AssayReport

/// The checks of one call of the command: runs each, says what came of it, and keeps it.
struct CheckSession {
  private let console: Console
  private let dataset: Dataset
  private let terminal: TerminalReport
  private var archive: CounterexampleArchive
  private var canKeep = true
  /// What has been found out so far.
  private(set) var results: CheckResults
  /// The saved counterexamples that could not be run again.
  private(set) var faults = 0

  /// - Parameter model: What the model is called; `nil` when only the data are checked.
  init(_ console: Console, model: String?, data dataset: Dataset) {
    self.console = console
    self.dataset = dataset
    terminal = TerminalReport(usesColour: console.usesColour)
    archive = CounterexampleArchive(model: model, data: dataset.name)
    results = CheckResults(title: model.map { "\($0) on \(dataset.name)" } ?? dataset.name)
  }

  /// Runs one check and prints its verdict.
  ///
  /// - Parameter entry: What makes the property again when its counterexample is replayed.
  /// - Throws: `AssayError` for settings that cannot be used, and when nobody takes what is printed.
  mutating func run<Model: Classifier>(
    _ property: Property<Model>, of model: Model, _ baseline: BaselineArgument,
    _ configuration: CheckConfiguration, entry: JSONValue? = nil, replayOptions: [String]
  ) async throws {
    let owner = archive.owner(of: property.name)
    let saved = archive.saved(of: owner)
    var configuration = watched(configuration, property.name)
    configuration.memory = baseline.memory(of: owner, saved: saved.entries)
    let verdict = try await CheckRunner(configuration).run(property, of: model, on: dataset)
    try conclude(verdict, of: owner, model: ModelIdentity(model), entry: entry, replayOptions)
    if verdict.isPartial { return }
    let unreadable = saved.faults + (verdict.saved?.faults ?? [])
    for fault in unreadable { try console.print("  a saved counterexample cannot be run again: \(fault)") }
    faults += unreadable.count
  }

  /// Runs one check of the data and prints its verdict.
  ///
  /// - Throws: As ``run(_:of:_:_:replayOptions:)``.
  mutating func run(_ property: DataProperty<Dataset>, _ configuration: CheckConfiguration) async throws {
    let owner = archive.owner(of: property.name)
    let verdict = try await CheckRunner(watched(configuration, property.name)).run(property, on: dataset)
    try conclude(verdict, of: owner)
  }

  /// Runs one check of the data in comparison with others and prints its verdict.
  ///
  /// - Throws: As ``run(_:of:_:_:replayOptions:)``.
  mutating func run(
    _ property: DataProperty<DatasetPair>, against other: Dataset, _ configuration: CheckConfiguration
  ) async throws {
    let owner = archive.owner(of: property.name)
    let runner = CheckRunner(watched(configuration, property.name))
    try conclude(try await runner.run(property, on: dataset, against: other), of: owner)
  }

  /// The configuration with the console as the one that watches.
  private func watched(_ configuration: CheckConfiguration, _ name: String) -> CheckConfiguration {
    var configuration = configuration
    let console = console
    configuration.announce = { console.note($0) }
    configuration.progress = { console.progress("… \(name): \($0)") }
    return configuration
  }

  /// Keeps and prints what came of a check.
  private mutating func conclude(
    _ verdict: Verdict, of owner: CaseOwner, model: ModelIdentity? = nil, entry: JSONValue? = nil,
    _ replayOptions: [String] = []
  ) throws {
    let archive = archive
    let files = kept { try archive.save(verdict, of: owner, model: model, entry: entry) }.flatMap(\.self)
    if let split = verdict.split { kept { try archive.log(split) } }
    if verdict.isPartial { return try console.print("… \(verdict.property): \(verdict.reason ?? "")") }
    let record = ResultRecord(verdict, files: files)
    kept { try archive.log(record) }
    results.append(record)
    for line in terminal.lines(for: record) { try console.print(line) }
    for line in Self.fileLines(files, verdict, replayOptions) { try console.print("  \(line)") }
  }

  /// What could be written; where nothing can be, the verdicts are still worth having, and it is said once.
  @discardableResult
  private mutating func kept<Result>(_ write: () throws -> Result) -> Result? {
    do {
      return try write()
    } catch {
      if canKeep { console.note("not saved: \(error)") }
      canKeep = false
      return nil
    }
  }

  private static func fileLines(
    _ files: CounterexampleFiles?, _ verdict: Verdict, _ replayOptions: [String]
  ) -> [String] {
    guard let files else { return [] }
    func call(_ words: [String]) -> String {
      "\(ShellText.program(CommandLine.arguments.first)) \(words.map(ShellText.quoted).joined(separator: " "))"
    }
    var lines = files.picture.map { ["picture: \($0)"] } ?? []
    guard let replay = files.replay else { return lines }
    lines.append("replay: \(call(["replay", replay] + replayOptions))")
    if !verdict.isDecidedBySaved { lines.append("keep: \(call(["accept", replay]))") }
    return lines
  }
}
