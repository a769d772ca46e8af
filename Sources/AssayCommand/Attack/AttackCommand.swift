import AssayBase
import AssayDatasets
import AssayPerturbations

/// `assay attack`: how many images an attack makes a model get wrong.
package struct AttackCommand: Command {
  package static let name = "attack"
  package static let abstract = "Attack a model: what is left of its accuracy, and the images that fool it."
  package static let options =
    ModelArgument.options + DataArgument.options + [
      OptionDefinition(
        "attack", "A", "NAME:NORM:SIZE[:SETTING=VALUE,…], as pgd:linf:8/255:steps=40,restarts=2 or fgsm:l2:0.5."),
      OptionDefinition("eps-sweep", "E,…", "Repeat the attack in balls of these sizes, as 0,1/255,2/255."),
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
      call: "attack --model fixture:digits-adversarial --data digits --attack pgd:linf:0.1 --eps-sweep 0,0.2,0.4",
      effect: "How it falls as the ball grows."
    ),
    (
      call: "attack --model fixture:digits-standard --data digits --attack fgsm:l2:1 --out adversarial.safetensors",
      effect: "The images, to be opened as --data safetensors:adversarial.safetensors."
    ),
  ]

  private let model: ModelArgument
  private let data: DatasetSource
  private let attack: Attack
  private let sweep: [Attack]
  private let cases: Int?
  private let seed: UInt64
  private let out: String?
  private let json: String?

  package init(_ arguments: Arguments) throws {
    model = try ModelArgument(arguments)
    data = try DataArgument.source(arguments)
    attack = try AttackArgument.attack(arguments)
    sweep = try AttackArgument.sweep(arguments, of: attack)
    cases = try arguments.count("cases")
    seed = try arguments.seed()
    out = try arguments.text("out")
    json = try arguments.text("json")
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if let out { try OutputPath.checkFile(out, option: "--out") }
    if let json { try OutputPath.checkFile(json, option: "--json") }
    let inputs = try LoadedInputs(model, data, cases: cases, console)
    let key = RandomKey(seed: seed)
    console.progress("… \(attack)")
    let main = try AttackRun(attack, on: inputs, key: key, keepsImages: out != nil)
    var runs: [AttackRun] = []
    for resized in sweep {
      console.progress("… \(resized)")
      runs.append(try AttackRun(resized, on: inputs, key: key, keepsImages: false))
    }
    let report = AttackReport(inputs: inputs, main: main, sweep: runs, seed: seed)
    if let out { try AtomicFile.write(try report.archive(), to: out) }
    if let json { try AtomicFile.write(try report.json.serialised(pretty: true), to: json) }
    for line in report.lines { try console.print(line) }
    return .success
  }
}
