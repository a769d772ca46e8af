import AssayBase
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayProperties

/// `assay replay`: asks the model again about the failing image of a saved counterexample.
package struct ReplayCommand: Command {
  package static let name = "replay"
  package static let abstract = "Ask the model again about a saved counterexample: does it still fail?"
  package static let operands = ["COUNTEREXAMPLE.json"]
  package static let options = ModelArgument.options
  package static let examples = [
    (
      call: "replay .assay/counterexamples/digits-standard-digits-test/NAME.json",
      effect: "With the embedded model it names."
    ),
    (call: "replay counterexample.json --model fixed.safetensors", effect: "Does another model withstand it?"),
  ]

  private let path: String
  private let model: ModelArgument?

  package init(_ arguments: Arguments) throws {
    path = arguments.operands[0]
    model = arguments.has("model") ? try ModelArgument(arguments) : nil
    if model == nil { try ModelArgument.checkNothingDescribesAFile(arguments) }
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    let saved = try SavedCase(contentsOf: path)
    guard case .image(let counterexample) = saved.content else {
      throw AssayError(
        .unsupported, "the case is made of generated values, which only its test can judge", found: saved.owner.test,
        at: path, advice: "Run `ASSAY_REPLAY=\(ShellText.quoted(path)) swift test --filter \(saved.owner.name)`")
    }
    let model = try model?.classifier(console.note) ?? embedded(counterexample.model)
    if let then = saved.model?.preprocessing, let now = (model as? Network)?.preprocessingFingerprint, then != now {
      console.note("\(path): saved under another preprocessing (\(then), now \(now)); its pixels are tried as they are")
    }
    let replay = try Replay(counterexample, on: model, claim: saved.claim, source: path)
    for line in replay.lines { try console.print(line) }
    return replay.outcome == .passes ? .success : .failure
  }

  /// The embedded network of that name.
  private func embedded(_ name: String) throws -> Network {
    guard FixtureModel.names.contains(name) else {
      throw AssayError(
        .invalidArgument, "the counterexample is of a model that is not part of the program",
        expected: "--model \(ModelArgument.forms)", found: "“\(name)”", at: path)
    }
    return try FixtureModel.named(name)
  }
}
