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
      TargetArgument.option, OptionDefinition("cases", "N", "Explain the first N images only."),
      OptionDefinition("out", "FILE", "Where the maps go: tensors maps, labels, answers and classes."),
    ] + PictureArgument.options
  package static var lists: [(title: String, entries: [(term: String, text: String)])] { MethodArgument.lists }
  package static let examples = [
    (
      call:
        "explain --model fixture:digits-standard --data digits --method integrated-gradients --out maps.safetensors",
      effect: "Integrated gradients of every image for the score of its label."
    ),
    (
      call: "explain --model fixture:digits-standard --data digits --method saliency --method integrated-gradients "
        + "--target predicted --cases 8 --pictures pictures",
      effect: "Two methods side by side, drawn: pictures/sheet.png and pictures/index.html."
    ),
    (
      call: "explain --model fixture:digits-standard --data digits --method gradient --target 3-8 --cases 20 "
        + "--pictures pictures",
      effect: "What speaks for a three rather than an eight."
    ),
  ]

  private let model: ModelArgument
  private let data: DatasetSource
  private let methods: MethodArgument
  private let target: ExplanationTarget
  private let cases: Int?
  private let out: String?
  private let pictures: PictureArgument?

  package init(_ arguments: Arguments) throws {
    model = try ModelArgument(arguments)
    data = try DataArgument.source(arguments)
    methods = try MethodArgument(arguments)
    target = try TargetArgument.target(arguments)
    cases = try arguments.count("cases")
    out = try arguments.text("out")
    pictures = try PictureArgument(arguments)
    guard out != nil || pictures != nil else {
      throw AssayError(
        .invalidArgument, "the maps have nowhere to go", expected: "--out maps.safetensors or --pictures DIR")
    }
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if let out { try OutputPath.checkFile(out, option: "--out") }
    if let pictures { try OutputPath.checkFolder(pictures.folder, option: "--pictures") }
    let inputs = try LoadedInputs(model, data, cases: cases, console)
    try TargetArgument.check(target, on: inputs.network)
    let answers = ProgressNote(console, "answers")
    let examples = try ExplainedExamples(inputs, target) { answers.update($0, of: inputs.count) }
    let captions = ExplanationCaptions(inputs: inputs, examples: examples, target: target)
    var drawn = pictures.map { ExplanationPictures($0, methods.methods, captions) }
    let run = ExplainRun(inputs: inputs, methods: methods.methods, target: target, console: console)
    if let out {
      let file = MapFile(path: out, inputs: inputs, examples: examples, methods: methods, target: target)
      try file.write { append in
        try run.forEachPiece { method, images, maps in
          try append(method, maps)
          try drawn?.collect(method: method, images: images, maps: maps)
        }
      }
    } else {
      try run.forEachPiece { try drawn?.collect(method: $0, images: $1, maps: $2) }
    }
    try console.print(
      "\(inputs.title), \(inputs.count) images, maps for the score of \(ExplanationCaptions.words(of: target))")
    for method in methods.methods { try console.print("  \(method.explanation)") }
    if let out { try console.print("maps: \(out)") }
    if let drawn, let pictures {
      let curves = pictures.drawsCurves ? try ExplanationCurves(run, pictures, console).write() : []
      let paths = try drawn.write(beside: curves)
      try console.print("pictures: \(paths[0]) and \(paths.count - 1) more")
    }
    return .success
  }
}
