import AssayBase
import AssayDatasets
import AssayExplanations
import AssayPerturbations

/// `assay pathways`: how an attack travels through a network.
package struct PathwaysCommand: Command {
  package static let name = "pathways"
  package static let abstract = "Follow an attack through a network: which channels make one class of another."
  package static let options =
    ModelArgument.options + DataArgument.options + [
      OptionDefinition("from", "CLASS", "The class of the images: its name or its number."),
      OptionDefinition("to", "CLASS", "The class that the attack aims at."),
      OptionDefinition(
        "attack", "A", "NAME:NORM:SIZE[:SETTING=VALUE,…], as pgd:linf:0.1:steps=40; it is aimed at the class."),
      OptionDefinition(
        "strengths", "E,…", "Repeat the attack in balls of these sizes, as 1/255,2/255; its own size unless given."),
      OptionDefinition("share", "S", "The share of a layer's channels that count as important; 0.1."),
      OptionDefinition("layers", "NAME,…", "Look at these layers only; at all unless given."),
      OptionDefinition("limit", "N", "Use the first N images of each class only."),
      OptionDefinition("highlight", "H", "Draw only what stands out: activated, changed, excited or inhibited."),
      OptionDefinition("seed", "N", "The seed of all random numbers; 0."),
      OptionDefinition("json", "FILE", "Write everything to this file, for explorers."),
      OptionDefinition(
        "pictures", "DIR",
        "Draw a graph for each strength, activation maps, and what the channels look for, into this folder."),
    ]
  package static let examples = [
    (
      call:
        "pathways --model fixture:digits-standard --data digits --from 3 --to 8 --attack pgd:linf:0.2 --json p.json",
      effect: "Which channels turn threes into eights."
    )
  ]

  private let model: ModelArgument
  private let data: DatasetSource
  private let classes: (from: String, to: String)
  private let attacks: [Attack]
  private let share: Double
  private let layers: [String]?
  private let limit: Int?
  private let highlight: PathwayHighlight?
  private let seed: UInt64
  private let json: String?
  private let pictures: String?

  package init(_ arguments: Arguments) throws {
    model = try ModelArgument(arguments)
    data = try DataArgument.source(arguments)
    func required(_ name: String) throws -> String {
      guard let text = try arguments.text(name) else {
        throw AssayError(.invalidArgument, "a class is missing", expected: "--\(name) with its name or number")
      }
      return text
    }
    classes = (try required("from"), try required("to"))
    let attack = try AttackArgument.attack(arguments)
    attacks = try Self.attacks(attack, arguments)
    share =
      try arguments.number("share", expected: "above 0, at most 1") { $0 > 0 && $0 <= 1 } ?? 0.1
    layers = try arguments.text("layers")?.split(separator: ",").map(String.init)
    limit = try arguments.count("limit")
    highlight = try arguments.text("highlight").map { text in
      guard let highlight = PathwayHighlight(rawValue: text) else {
        throw AssayError(
          .invalidArgument, "there is no such way to stand out",
          expected: PathwayHighlight.allCases.map(\.rawValue).joined(separator: ", "), found: "“\(text)”",
          at: "--highlight")
      }
      return highlight
    }
    seed = try arguments.seed()
    json = try arguments.text("json")
    pictures = try arguments.text("pictures")
  }

  /// The attack in each of the balls that the options name.
  private static func attacks(_ attack: Attack, _ arguments: Arguments) throws -> [Attack] {
    guard attack.ball != nil else {
      throw AssayError(
        .invalidArgument, "an attack that looks for the smallest change has no strength to compare",
        expected: "an attack in a ball, as pgd:linf:0.1", found: "\(attack)", at: "--attack")
    }
    guard let text = try arguments.text("strengths") else { return [attack] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let epsilon = try NumberText.number(String(part), named: "--strengths")
      guard epsilon > 0, let resized = attack.resized(epsilon: epsilon) else {
        throw AssayError(
          .invalidArgument, "the strength of an attack is out of range", expected: "above 0", found: "\(part)",
          at: "--strengths")
      }
      do {
        try resized.validate()
        try AttackArgument.checkSize(of: resized)
      } catch let error as AssayError {
        throw error.located(at: "--strengths")
      }
      return resized
    }
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if let json { try OutputPath.checkFile(json, option: "--json") }
    if let pictures { try OutputPath.checkFolder(pictures, option: "--pictures") }
    let inputs = try LoadedInputs(model, data, console)
    let network = try inputs.network(for: "a study of channels")
    let images = try PathwayInputs(inputs, from: classes.from, to: classes.to, limit: limit)
    let attacked = try images.attacked(by: attacks, seed: seed, console)
    console.progress("… channels")
    let study = PathwayStudy(from: images.original, to: images.target, share: share, layers: layers)
    var pathways = try study.pathways(
      of: network, originals: images.originals, targets: images.targets, attacks: attacked)
    pathways.details = [
      "data": inputs.dataset.name, "attack": attacks[0].descriptionOfAnySize, "seed": "\(seed)",
      "original": images.names.original, "target": images.names.target,
    ]
    if let json { try AtomicFile.write(pathways.json.serialised(pretty: true), to: json) }
    for line in PathwayReport(pathways, images.names, title: inputs.title).lines { try console.print(line) }
    if let json { try console.print("json: \(json)") }
    if let pictures {
      let album = PathwayAlbum(pathways, study, network, images, attacked, highlight: highlight)
      for path in try album.write(into: pictures, console) { try console.print("picture: \(path)") }
    }
    return .success
  }
}
