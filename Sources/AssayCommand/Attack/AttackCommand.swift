import AssayBase
import AssayDatasets
import AssayImages
import AssayPerturbations
import AssayProperties

/// `assay attack`: how many images an attack makes a model get wrong.
package struct AttackCommand: Command {
  package static let name = "attack"
  package static let abstract = "Attack a model: what is left of its accuracy, and the images that fool it."
  package static let options =
    ModelArgument.options + DataArgument.options + [
      OptionDefinition(
        "attack", "A", "NAME:NORM:SIZE[:SETTING=VALUE,…], as pgd:linf:8/255:steps=40,restarts=2 or fgsm:l2:0.5."),
      OptionDefinition("eps-sweep", "E,…", "Repeat the attack in balls of these sizes, as 0,1/255,2/255."),
      OptionDefinition("plot", "FILE", "Draw accuracy against size, as FILE.svg or FILE.png; with --eps-sweep."),
      OptionDefinition(
        "plot-with", "JSON,…", "Draw the sweeps of these files, which --json wrote before, into the same plot."),
      OptionDefinition(
        "ranking", "DIR",
        "Rank the images by how little fools the model: ranking.json and a contact sheet, ranking.png, in this folder."),
      OptionDefinition("cases", "N", "Attack the first N images only."),
      OptionDefinition("seed", "N", "The seed of all random numbers; 0."),
      OptionDefinition("out", "FILE", "Write the attacked images, their labels, and which of them fool the model."),
      OptionDefinition("json", "FILE", "Write the figures to this file."),
    ]
  package static let examples = [
    (
      call: "attack --model fixture:digits-standard --data digits --attack pgd:linf:0.15:steps=40",
      effect: "What is left of the accuracy."
    ),
    (
      call:
        "attack --model fixture:digits-standard --data digits --attack bim:linf:1 --eps-sweep 0,0.2 --plot curve.svg",
      effect: "How it falls as the ball grows."
    ),
    (
      call: "attack --model fixture:digits-standard --data digits --attack deepfool:l2 --ranking ranking",
      effect: "Which images are fooled by the smallest change, and which need the largest."
    ),
    (
      call: "attack --model fixture:digits-standard --data digits --attack fgsm:l2:1 --out adversarial.safetensors",
      effect: "The images, to be opened as --data safetensors:adversarial.safetensors."
    ),
  ]

  private let model: ModelArgument
  private let data: DatasetSource
  private let attack: Attack
  private let sizes: [Double]
  private let plot: SweepPlot?
  private let ranking: String?
  private let cases: Int?
  private let seed: UInt64
  private let out: String?
  private let json: String?

  package init(_ arguments: Arguments) throws {
    model = try ModelArgument(arguments)
    data = try DataArgument.source(arguments)
    attack = try AttackArgument.attack(arguments)
    sizes = try AttackArgument.sweep(arguments, of: attack)
    plot = try SweepPlot(arguments)
    ranking = try arguments.text("ranking")
    cases = try arguments.count("cases")
    seed = try arguments.seed()
    out = try arguments.text("out")
    json = try arguments.text("json")
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if let out { try OutputPath.checkFile(out, option: "--out") }
    if let json { try OutputPath.checkFile(json, option: "--json") }
    if let ranking { try OutputPath.checkFolder(ranking, option: "--ranking") }
    // What else is to be drawn is read before the work.
    let others = try plot?.otherSweeps() ?? []
    let inputs = try LoadedInputs(model, data, cases: cases, console)
    let key = RandomKey(seed: seed)
    console.progress("… \(attack)")
    let main = try AttackRun(attack, on: inputs, key: key, keepsImages: out != nil)
    var sweep: EpsilonSweep?
    if !sizes.isEmpty {
      sweep = try EpsilonSweep(
        of: attack, over: sizes, on: inputs.model, inputs.dataset, cases: cases, key: key,
        progress: { console.progress("… \($0)") })
    }
    let report = AttackReport(inputs: inputs, main: main, sweep: sweep, seed: seed)
    if let out { try AtomicFile.write(try report.archive(), to: out) }
    if let json { try AtomicFile.write(try report.json.serialised(pretty: true), to: json) }
    for line in report.lines { try console.print(line) }
    if let plot, let sweep {
      try plot.write([sweep] + others)
      try console.print("plot: \(plot.path)")
    }
    if let ranking { try rank(inputs, key, into: ranking, console) }
    return .success
  }

  private func rank(_ inputs: LoadedInputs, _ key: RandomKey, into folder: String, _ console: Console) throws {
    let ranking = try HardnessRanking(
      of: inputs.dataset, by: attack, on: inputs.model, cases: cases, key: key,
      progress: { console.progress("… \($0)") })
    let sheet = try ranking.contactSheet(of: inputs.dataset, on: inputs.model)
    try AtomicFile.write(ranking.json.serialised(pretty: true), to: "\(folder)/ranking.json", creatingFolders: true)
    try AtomicFile.write(PNG.encode(sheet), to: "\(folder)/ranking.png")
    try console.print("ranking: \(folder)/ranking.png, \(folder)/ranking.json")
  }
}
