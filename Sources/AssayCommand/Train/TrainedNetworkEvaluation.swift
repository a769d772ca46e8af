import AssayBase
import AssayDatasets
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayReport
import AssayTensor
import Foundation

/// What a freshly trained network is worth.
struct TrainedNetworkEvaluation {
  private let network: Network
  private let data: Dataset
  private let accuracy: Double
  private let robustness: [(epsilon: Double, accuracy: Double)]
  /// Whether the file equals the one that is part of the program; `nil` when none of that name is.
  private let equalsEmbedded: Bool?

  private static let sizes = [0.1, 0.15, 0.2]

  init(_ network: Network, checkpoint: Data, on data: Dataset) throws {
    self.network = network
    self.data = data
    let (images, labels) = try data.batch(at: Array(0..<data.count))
    let predictions = try network.checkedLogits(for: images).labels
    accuracy = Double(zip(predictions, labels).count { $0 == $1 }) / Double(data.count)
    let attacked = AttackedModel(itself: network, frozen: try network.frozen())
    robustness = try Self.sizes.map { epsilon in
      let result = try Attack.pgd(.linf(epsilon), steps: 40).run(
        on: attacked, images: images, labels: labels, key: RandomKey(seed: 0))
      return (epsilon, result.robustAccuracy)
    }
    equalsEmbedded =
      FixtureModel.names.contains(network.name)
      ? try EmbeddedFile.data("\(network.name).safetensors") == checkpoint : nil
  }

  func lines(path: String, seconds: Double) -> [String] {
    var lines = [
      "\(network.name): \(network.architecture.parameterCount) weights, trained in \(SecondsText.of(seconds)), "
        + "written to \(path)",
      "  accuracy on \(data.name): \(Self.share(accuracy))",
    ]
    lines += robustness.map {
      "  accuracy under \(Attack.pgd(.linf($0.epsilon), steps: 40)): \(Self.share($0.accuracy))"
    }
    switch equalsEmbedded {
    case true?: lines.append("  the file equals the embedded one, byte for byte")
    case false?: lines.append("  the file differs from the embedded one")
    case nil: break
    }
    return lines
  }

  func json(path: String, seconds: Double) -> JSONValue {
    var members: [String: JSONValue] = [
      "network": .string(network.name), "file": .string(path), "seconds": .number(seconds), "data": .string(data.name),
      "accuracy": .number(accuracy),
      "accuracyUnderPGD": .array(
        robustness.map { ["epsilon": .number($0.epsilon), "accuracy": .number($0.accuracy)] }),
    ]
    members["equalsEmbedded"] = equalsEmbedded.map(JSONValue.bool)
    return .object(members)
  }

  private static func share(_ value: Double) -> String { PercentText.of((value * 1000).rounded() / 1000) }
}
