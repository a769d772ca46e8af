import AssayBase
import AssayDatasets
import AssayImages

/// `assay data`: what is in a data set, in figures and in pictures.
package struct DataCommand: Command {
  package static let name = "data"
  package static let abstract = "Look at data before a model does: figures (describe) or a sheet of pictures (sheet)."
  package static let operands = ["ACTION", "D"]
  package static let options =
    PictureOptions.options + [
      OptionDefinition("json", "FILE", "With describe: write the figures to this file."),
      OptionDefinition("out", "FILE", "With sheet: where the picture goes; sheet.png unless given."),
      OptionDefinition("per-class", "N", "With sheet: the most pictures of a class; 8 unless given."),
    ]
  package static let examples = [
    (call: "data describe digits", effect: "Counts, balance, mean and deviation, duplicates."),
    (
      call: "data describe csv:metadata.csv,preset=covid --image-size 128 --channels gray",
      effect: "Of pictures that a table names, as a model would see them."
    ),
    (
      call: "data sheet folder:images/ --image-size 64 --per-class 10 --out sheet.png",
      effect: "Ten pictures of each class with their labels."
    ),
  ]

  /// What is done.
  private enum Action: String, CaseIterable {
    case describe, sheet
  }

  private let action: Action
  private let data: DatasetSource
  private let json: String?
  private let out: String
  private let perClass: Int

  /// The options of one action only.
  private static let owners: [(option: String, action: Action)] = [
    ("json", .describe), ("out", .sheet), ("per-class", .sheet),
  ]

  package init(_ arguments: Arguments) throws {
    let names = Action.allCases.map(\.rawValue)
    let (word, text) = (arguments.operands[0], arguments.operands[1])
    guard let action = Action(rawValue: word) else {
      throw AssayError(
        .unknownName, "there is no such action", expected: names.joined(separator: " or "), found: "“\(word)”",
        at: "assay data", advice: NearestName.advice(for: word, among: names))
    }
    if let wrong = Self.owners.first(where: { arguments.has($0.option) && $0.action != action }) {
      throw AssayError(
        .invalidArgument, "the option belongs to another action", expected: "assay data \(wrong.action.rawValue)",
        at: "--\(wrong.option)")
    }
    self.action = action
    data = try DataArgument.source(text, arguments)
    json = try arguments.text("json")
    out = try arguments.text("out") ?? "sheet.png"
    perClass = try arguments.count("per-class") ?? 8
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    switch action {
    case .describe: try describe(console)
    case .sheet: try drawSheet(console)
    }
    return .success
  }

  private func describe(_ console: Console) throws {
    if let json { try OutputPath.checkFile(json, option: "--json") }
    // A description of what cannot all be read is wanted more than an error.
    var data = data
    data.pictures.unreadable = data.pictures.unreadable ?? .skip
    let progress = ProgressNote(console, "describing")
    let dataset = try open(data, console)
    let report = DataReport(try DatasetDescription(of: dataset) { progress.update($0, of: $1) })
    if let json { try AtomicFile.write(report.json.serialised(pretty: true), to: json) }
    for line in report.lines { try console.print(line) }
  }

  /// Opens the data; pictures of many sizes are brought to one, since there is no model to say which.
  private func open(_ source: DatasetSource, _ console: Console) throws -> Dataset {
    var source = source
    let (pictures, remark) = CommonExtent.request(for: source)
    source.pictures = pictures
    if let remark { console.note("\(source): \(remark)") }
    return try DataArgument.open(source, console)
  }

  private func drawSheet(_ console: Console) throws {
    try OutputPath.checkFile(out, option: "--out")
    let dataset = try open(data, console)
    let sheet = try DataSheet(of: dataset, perClass: perClass)
    try AtomicFile.write(try PNG.encode(sheet.picture()), to: out)
    let classes = sheet.rowCount == 1 ? "1 class" : "\(sheet.rowCount) classes"
    try console.print("\(sheet.count) pictures of \(dataset.name) in \(classes): \(out)")
  }
}
