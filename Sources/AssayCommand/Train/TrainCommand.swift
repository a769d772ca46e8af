import AssayBase
import AssayDatasets
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayTraining
import Foundation

/// `assay train`: makes a network by a recipe.
package struct TrainCommand: Command {
  package static let name = "train"
  package static let abstract = "Train a network by a recipe, bit for bit the same on every machine."
  package static let operands = ["RECIPE"]
  package static let options = [
    OptionDefinition("out", "FILE", "Where the network goes; RECIPE.safetensors in this folder unless given."),
    OptionDefinition("json", nil, "Print the results as one line of JSON, too."),
  ]
  package static let examples = [
    (call: "train digits-adversarial", effect: "The embedded robust model, made again from the embedded digits."),
    (call: "train digits-standard --out /tmp/model.safetensors", effect: "The other one, elsewhere."),
  ]

  private let recipe: TrainingRecipe
  private let path: String
  private let printsJSON: Bool

  package init(_ arguments: Arguments) throws {
    recipe = try TrainingRecipe.named(arguments.operands[0])
    path = try arguments.text("out") ?? "\(recipe.name).safetensors"
    printsJSON = arguments.has("json")
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    try OutputPath.checkFile(path, option: "--out")
    let clock = ContinuousClock()
    let start = clock.now
    let network = try Trainer(recipe).train(on: Digits.train) { progress in
      let line = Self.line(progress)
      if console.showsProgress {
        console.progress(line)
      } else if progress.epoch % 10 == 0 || progress.epoch == 1 || progress.epoch == progress.epochs {
        console.note(line)
      }
    }
    let seconds = (clock.now - start).inSeconds
    let checkpoint = try network.checkpoint()
    try AtomicFile.write(checkpoint, to: path)
    let evaluation = try TrainedNetworkEvaluation(network, checkpoint: checkpoint, on: Digits.test)
    for line in evaluation.lines(path: path, seconds: seconds) { try console.print(line) }
    if printsJSON { try console.print("\(evaluation.json(path: path, seconds: seconds))") }
    return .success
  }

  private static func line(_ progress: TrainingProgress) -> String {
    let loss = String(format: "%.4f", progress.loss)
    return "epoch \(progress.epoch) of \(progress.epochs): loss \(loss), accuracy in training "
      + PercentText.of((progress.accuracy * 1000).rounded() / 1000)
  }
}
