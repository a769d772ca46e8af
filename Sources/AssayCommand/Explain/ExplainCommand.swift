import AssayBase
import AssayDatasets
import AssayExplanations
import AssayReport
import AssayTensor

/// `assay explain`: maps that say how much each pixel matters.
package struct ExplainCommand: Command {
  package static let name = "explain"
  package static let abstract = "Explain what a model says: for each image a map of how much every pixel matters."
  package static let options =
    ModelArgument.options + DataArgument.options + MethodArgument.options + [
      TargetArgument.option,
      OptionDefinition("cases", "N", "Explain the first N images only; --limit N says the same."),
      OptionDefinition("limit", "N", "See --cases."),
      OptionDefinition("out", "FILE", "Where the maps go: tensors maps, labels, answers and classes."),
    ] + PictureArgument.options + MetricArgument.options
  package static var lists: [(title: String, entries: [(term: String, text: String)])] {
    MethodArgument.lists + MetricArgument.lists
  }
  package static let examples = [
    (
      call:
        "explain --model fixture:digits-standard --data digits --method integrated-gradients --out maps.safetensors",
      effect: "Integrated gradients of every image for the score of its label."
    ),
    (
      call: "explain --model fixture:digits-standard --data digits --method saliency --method gradient --pictures p",
      effect: "Two methods side by side, drawn: p/sheet.png and p/index.html."
    ),
    (
      call: "explain --model fixture:digits-standard --data digits --method gradient --target 3-8 --pictures p",
      effect: "What speaks for a three rather than an eight."
    ),
    (
      call: "explain --model fixture:digits-standard --data digits --method gradient --metrics gini,deletion",
      effect: "How concentrated the maps are, and whether the pixels they name matter to the model."
    ),
  ]

  private let model: ModelArgument
  private let data: DatasetSource
  private let methods: MethodArgument
  private let target: ExplanationTarget
  private let cases: Int?
  private let out: String?
  private let pictures: PictureArgument?
  private let metrics: MetricArgument
  private let json: String?

  package init(_ arguments: Arguments) throws {
    model = try ModelArgument(arguments)
    data = try DataArgument.source(arguments)
    methods = try MethodArgument(arguments)
    target = try TargetArgument.target(arguments)
    cases = try Self.cases(arguments)
    out = try arguments.text("out")
    pictures = try PictureArgument(arguments)
    metrics = try MetricArgument(arguments, methods)
    json = try arguments.text("json")
    guard out != nil || pictures != nil || json != nil || !metrics.metrics.isEmpty else {
      throw AssayError(
        .invalidArgument, "the maps have nowhere to go",
        expected: "--out maps.safetensors, --pictures DIR or --metrics LIST")
    }
  }

  private static func cases(_ arguments: Arguments) throws -> Int? {
    let (cases, limit) = (try arguments.count("cases"), try arguments.count("limit"))
    guard cases == nil || limit == nil else {
      throw AssayError(.invalidArgument, "the option says what --cases says", expected: "one of both", at: "--limit")
    }
    return cases ?? limit
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if let out { try OutputPath.checkFile(out, option: "--out") }
    if let json { try OutputPath.checkFile(json, option: "--json") }
    if let pictures { try OutputPath.checkFolder(pictures.folder, option: "--pictures") }
    let inputs = try LoadedInputs(model, data, cases: cases, console)
    try TargetArgument.check(target, on: inputs.model)
    for method in methods.methods { try method.explanation.validate(for: inputs.model) }
    let progress = ProgressNote(console, "answers")
    let examples = try ExplainedExamples(inputs, target) { progress.update($0, of: inputs.count) }
    let run = ExplainRun(inputs: inputs, methods: methods.methods, target: target, console: console)
    var judgement = try ExplanationJudgement(run, metrics.metrics)
    var drawn = pictures.map { ExplanationPictures($0, run, examples) }
    let file = out.map { MapFile(path: $0, inputs: inputs, examples: examples, methods: methods, target: target) }
    try Self.explain(run, into: file) { piece in
      try judgement.collect(piece)
      try drawn?.collect(piece)
    }
    if let json {
      try AtomicFile.write(judgement.json(examples, seed: methods.seed).serialised(pretty: true), to: json)
    }
    let score = ExplanationCaptions.words(of: target)
    try console.print("\(inputs.title), \(inputs.count) images, maps for the score of \(score)")
    for method in methods.methods { try console.print("  \(method.explanation)") }
    for line in judgement.lines { try console.print(line) }
    if let out { try console.print("maps: \(out)") }
    if let paths = try drawn?.write() { try console.print("pictures: \(paths[0]) and \(paths.count - 1) more") }
    return .success
  }

  /// Makes the maps, writes them to the file if there is one, and shows each piece to `body`.
  private static func explain(
    _ run: ExplainRun, into file: MapFile?, _ body: (ExplainRun.Piece) throws -> Void
  ) throws {
    guard let file else { return try run.forEachPiece(body) }
    try file.write { append in
      try run.forEachPiece { piece in
        try append(piece.method, piece.maps)
        try body(piece)
      }
    }
  }
}
