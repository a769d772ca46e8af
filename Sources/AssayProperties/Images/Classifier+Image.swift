import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayTensor

extension Classifier {
  /// The class that the model gives to an image.
  public func label(of image: Image) throws -> Int {
    try checkedLogits(for: Tensor(images: [image])).labels[0]
  }

  /// The probabilities that the model gives to the classes of an image.
  public func probabilities(of image: Image) throws -> [Float] {
    try checkedLogits(for: Tensor(images: [image])).probabilities.row(0)
  }

  /// The scores that the model gives to the classes of an image.
  public func logits(of image: Image) throws -> [Float] {
    try checkedLogits(for: Tensor(images: [image])).row(0)
  }

  /// The examples of a data set that the model classifies correctly.
  package func correctExamples(of data: Dataset) throws -> [Int] {
    var correct: [Int] = []
    for start in stride(from: 0, to: data.count, by: 256) {
      let batch = try ExampleBatch(data.examples(at: Array(start..<min(data.count, start + 256))))
      let predictions = try checkedLogits(for: batch.images).labels
      correct += zip(batch.indices, zip(predictions, batch.labels)).filter { $1.0 == $1.1 }.map(\.0)
    }
    return correct
  }
}

extension Dataset {
  /// Checks that the images have the model's size, and that the labels are classes of it by number and by name.
  package func check(for model: some Classifier) throws {
    let shape: Shape = [imageSize.channels, imageSize.height, imageSize.width]
    guard shape == model.inputShape else {
      throw AssayError(
        .shapeMismatch, "the images do not fit the model \(model.name)", expected: "\(model.inputShape)",
        found: "\(shape)", at: name)
    }
    try checkNames(for: model)
    for index in 0..<count {
      let label = try label(at: index)
      guard label >= 0, label < model.classCount else {
        throw AssayError(
          .invalidArgument, "a label is not a class of the model \(model.name)",
          expected: "0 to \(model.classCount - 1)", found: "\(label)", at: "\(name), example \(index)")
      }
    }
  }
}

extension Dataset {
  /// Checks that classes with names have the same numbers here as with the model.
  private func checkNames(for model: some Classifier) throws {
    guard let names = model.classNames, names != classNames, ClassMatching.areNamed(classNames) else { return }
    let matching = try ClassMatching.of(self, to: names)
    guard let index = matching.labels.indices.first(where: { matching.labels[$0] != $0 }) else { return }
    throw AssayError(
      .invalidArgument, "the data number their classes otherwise than the model \(model.name)",
      expected: "“\(classNames[index])” as class \(matching.labels[index])", found: "as class \(index)", at: name,
      advice: "Take data.labelled(as:) with the model's classNames, which matches them by name")
  }
}
