import AssayBase
import AssayDatasets
import AssayNetworks
import AssayProperties
import AssayReport

/// The checks of one call of the command: runs each, says what came of it, and keeps it.
struct CheckSession {
  private let console: Console
  private let network: Network
  private let dataset: Dataset
  private let terminal: TerminalReport
  private var archive: CounterexampleArchive
  private var canKeep = true
  /// What has been found out so far.
  private(set) var results: CheckResults
  /// The saved counterexamples that could not be run again.
  private(set) var faults = 0

  init(_ console: Console, model network: Network, data dataset: Dataset) {
    self.console = console
    self.network = network
    self.dataset = dataset
    terminal = TerminalReport(usesColour: console.usesColour)
    archive = CounterexampleArchive(model: network.name, data: dataset.name)
    results = CheckResults(title: "\(network.name) on \(dataset.name)")
  }

  /// Runs one check and prints its verdict.
  ///
  /// - Throws: `AssayError` for settings that cannot be used, and when nobody takes what is printed.
  mutating func run(
    _ property: Property<Network>, _ baseline: BaselineArgument, _ configuration: CheckConfiguration,
    replayOptions: [String]
  ) async throws {
    let console = self.console
    let owner = archive.owner(of: property.name)
    let saved = archive.saved(of: owner)
    var configuration = configuration
    configuration.announce = { console.note($0) }
    configuration.progress = { console.progress("… \(property.name): \($0)") }
    configuration.memory = baseline.memory(of: owner, saved: saved.entries)
    let verdict = try await CheckRunner(configuration).run(property, of: network, on: dataset)
    let (archive, network) = (archive, network)
    let files = kept { try archive.save(verdict, of: owner, model: ModelIdentity(network)) }.flatMap(\.self)
    if let split = verdict.split { kept { try archive.log(split) } }
    if verdict.isPartial { return try console.print("… \(verdict.property): \(verdict.reason ?? "")") }
    let record = ResultRecord(verdict, files: files)
    kept { try archive.log(record) }
    results.append(record)
    for line in terminal.lines(for: record) { try console.print(line) }
    for line in Self.fileLines(files, verdict, replayOptions) { try console.print("  \(line)") }
    let unreadable = saved.faults + (verdict.saved?.faults ?? [])
    for fault in unreadable { try console.print("  a saved counterexample cannot be run again: \(fault)") }
    faults += unreadable.count
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
    lines.append("replay: \(call(["replay", files.replay] + replayOptions))")
    if !verdict.isDecidedBySaved { lines.append("keep: \(call(["accept", files.replay]))") }
    return lines
  }
}
