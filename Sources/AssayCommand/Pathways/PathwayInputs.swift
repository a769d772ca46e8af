import AssayBase
import AssayDatasets
import AssayExplanations
import AssayPerturbations
import AssayTensor

/// The images of both classes, and those of the one attacked.
struct PathwayInputs {
  private let inputs: LoadedInputs
  /// The class of the images.
  let original: Int
  /// The class that they are to be taken for.
  let target: Int
  /// What both are called.
  let names: (original: String, target: String)
  private let originalRows: [Int]
  private let targetRows: [Int]

  /// Images attacked at a time.
  private static let batchSize = 256

  /// Finds the images of both classes, at most `limit` of each.
  ///
  /// - Throws: `AssayError` that names the option at fault.
  init(_ inputs: LoadedInputs, from: String, to: String, limit: Int?) throws {
    self.inputs = inputs
    original = try Self.label(from, inputs, option: "--from")
    target = try Self.label(to, inputs, option: "--to")
    guard original != target else {
      throw AssayError(
        .invalidArgument, "the original class is the target class", expected: "two classes",
        found: "“\(inputs.name(ofClass: original))” twice", at: "--to")
    }
    names = (inputs.name(ofClass: original), inputs.name(ofClass: target))
    let labels = try (0..<inputs.dataset.count).map { try inputs.dataset.label(at: $0) }
    func rows(_ label: Int, _ option: String) throws -> [Int] {
      let rows = labels.indices.filter { labels[$0] == label }.prefix(limit ?? .max)
      guard !rows.isEmpty else {
        throw AssayError(
          .empty, "the data set \(inputs.dataset.name) has no image of the class",
          expected: Set(labels).sorted().map(inputs.name).joined(separator: ", "), found: inputs.name(ofClass: label),
          at: option)
      }
      return Array(rows)
    }
    (originalRows, targetRows) = (try rows(original, "--from"), try rows(target, "--to"))
  }

  /// A class by its name, or else by its number.
  private static func label(_ text: String, _ inputs: LoadedInputs, option: String) throws -> Int {
    let names = inputs.dataset.classNames
    if let label = names.firstIndex(of: text) { return label }
    guard let label = Int(text), (0..<inputs.model.classCount).contains(label) else {
      throw AssayError(
        .invalidArgument, "there is no such class",
        expected: names.isEmpty ? "0 to \(inputs.model.classCount - 1)" : names.joined(separator: ", "),
        found: "“\(text)”", at: option)
    }
    return label
  }

  /// The images of the original class.
  var originals: PathwayImages { images(originalRows) }
  /// The images of the target class.
  var targets: PathwayImages { images(targetRows) }

  private func images(_ rows: [Int]) -> PathwayImages {
    let dataset = inputs.dataset
    return PathwayImages(count: rows.count) { try dataset.batch(at: Array(rows[$0])).images }
  }

  /// The place in the data set of an image of the original class.
  func index(ofOriginal row: Int) -> Int { originalRows[row] }

  /// The images of the original class under each attack, aimed at the target class.
  func attacked(by attacks: [Attack], seed: UInt64, _ console: Console) throws -> [PathwayAttack] {
    let model = try AttackedModel(inputs.model)
    return try attacks.compactMap { attack in
      guard let ball = attack.ball else { return nil }
      let aimed = attack.targeted(at: .label(target))
      var parts: [Tensor] = []
      for start in stride(from: 0, to: originalRows.count, by: Self.batchSize) {
        try Task.checkCancellation()
        console.progress("… \(aimed)")
        let indices = Array(originalRows[start..<min(originalRows.count, start + Self.batchSize)])
        let (images, labels) = try inputs.dataset.batch(at: indices)
        parts.append(
          try aimed.run(on: model, images: images, labels: labels, indices: indices, key: RandomKey(seed: seed)).images)
      }
      return PathwayAttack(strength: ball.epsilon, images: .concatenatingRows(parts))
    }
  }
}
