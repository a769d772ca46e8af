import AssayBase
import AssayNetworks
import AssayStatistics
import Foundation

/// The figures of a model on clean images.
struct Evaluation {
  private let inputs: LoadedInputs
  private let confusion: ConfusionMatrix
  /// The mean cross-entropy, in nats.
  private let crossEntropy: Double

  /// The most classes whose matrix fits a terminal.
  private static let widestMatrix = 20

  /// - Throws: What evaluating the model throws.
  init(_ inputs: LoadedInputs) throws {
    var (labels, predictions, loss) = ([Int](), [Int](), 0.0)
    try inputs.forEachBatch { images, batchLabels, _ in
      let logits = try inputs.model.checkedLogits(for: images)
      labels += batchLabels
      predictions += logits.labels
      loss += logits.crossEntropy(labels: batchLabels).losses.reduce(0) { $0 + Double($1) }
    }
    self.inputs = inputs
    confusion = try ConfusionMatrix(
      labels: labels, predictions: predictions, classCount: inputs.model.classCount)
    crossEntropy = loss / Double(labels.count)
  }

  /// What to look at where the model does no better than guessing: then it mostly sees other pixels than in its training.
  var doubt: String? {
    guard confusion.total >= Self.fewestForDoubt, confusion.classCount > 1, confusion.kappa < Self.doubtfulKappa else {
      return nil
    }
    guard let network = inputs.model as? Network else {
      return "the accuracy is that of guessing: are the pixels and the order of the classes those of the training?"
    }
    return "the accuracy is that of guessing: are the pixels (\(network.preprocessing)) and the order of the "
      + "classes those of the training? `assay model describe` says where each is from, --preprocessing and --classes "
      + "change them"
  }

  /// Cohen's κ below which a model hardly does better than guessing.
  private static let doubtfulKappa = 0.05
  /// The fewest images of which a low accuracy says something.
  private static let fewestForDoubt = 20

  var lines: [String] {
    var lines = ["\(inputs.title), \(confusion.total) images"]
    lines += TextTable.lines([
      ["  accuracy", Self.share(confusion.accuracy)], ["  balanced accuracy", Self.share(confusion.balancedAccuracy)],
      ["  Cohen's kappa", String(format: "%.4f", confusion.kappa)],
      ["  cross-entropy", String(format: "%.4f", crossEntropy)],
    ])
    let showsMatrix = confusion.classCount <= Self.widestMatrix
    lines += ["", showsMatrix ? "labels in rows, predictions in columns" : "recall of each class"]
    let names = (0..<confusion.classCount).map { inputs.name(ofClass: $0) }
    let recalls = confusion.recalls.map { $0.map(Self.share) ?? "-" }
    var rows = [["label"] + (showsMatrix ? names : []) + ["recall"]]
    // Of many classes, those without images are left out.
    for index in names.indices where showsMatrix || confusion.recalls[index] != nil {
      rows.append([names[index]] + (showsMatrix ? confusion.counts[index].map { "\($0)" } : []) + [recalls[index]])
    }
    return lines + TextTable.lines(rows).map { "  \($0)" }
  }

  var json: JSONValue {
    [
      "model": .string(inputs.model.name), "preprocessing": ModelText.preprocessing(of: inputs.model),
      "data": .string(inputs.dataset.name), "images": .integer(confusion.total),
      "accuracy": .number(confusion.accuracy), "balancedAccuracy": .number(confusion.balancedAccuracy),
      "kappa": .number(confusion.kappa), "crossEntropy": .number(crossEntropy), "classNames": inputs.classNames,
      "recalls": .array(confusion.recalls.map { $0.map(JSONValue.number) ?? .null }),
      "confusion": .array(confusion.counts.map { .array($0.map(JSONValue.integer)) }),
    ]
  }

  private static func share(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
}
