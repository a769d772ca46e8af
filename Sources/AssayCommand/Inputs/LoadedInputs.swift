import AssayBase
import AssayDatasets
import AssayNetworks
import AssayProperties
import AssayTensor

/// A model and the data that fit it, both opened.
struct LoadedInputs {
  /// The model.
  let model: any Classifier
  /// The data.
  let dataset: Dataset
  /// The number of images in use.
  let count: Int

  /// Images evaluated at a time: up to 256, and no more than 32 MiB of pixels, so that memory does not grow with the data.
  private var batchSize: Int { min(256, max(1, (32 << 20) / (4 * dataset.imageSize.count))) }

  /// Opens both and checks that images and labels fit the model.
  ///
  /// - Parameter cases: How many of the images to use, from the first; all unless given.
  /// - Throws: `AssayError` that names what is wrong.
  init(_ model: ModelArgument, _ data: DatasetSource, cases: Int? = nil, _ console: Console) throws {
    self.model = try model.classifier(console.note)
    dataset = try DataArgument.open(data, for: self.model, console)
    try dataset.check(for: self.model)
    count = min(cases ?? dataset.count, dataset.count)
  }

  /// The model as a network, for work that looks into its layers.
  ///
  /// - Throws: `AssayError(.unsupported)` for a model that only answers.
  func network(for work: String) throws -> Network {
    guard let network = model as? Network else {
      throw model.cannotServe(
        work, things: "layers", alternatives: "explanations by answers (`assay explain --method occlusion`)")
    }
    return network
  }

  /// The batches in order: images, labels and indices.
  func forEachBatch(_ body: (_ images: Tensor, _ labels: [Int], _ indices: [Int]) throws -> Void) throws {
    for start in stride(from: 0, to: count, by: batchSize) {
      try Task.checkCancellation()
      let indices = Array(start..<min(count, start + batchSize))
      let (images, labels) = try dataset.batch(at: indices)
      try body(images, labels, indices)
    }
  }

  /// The model and the data as people call them, and what the model does to pixels where it does anything.
  var title: String { "\(ModelText.title(of: model)) on \(dataset.name)" }

  /// The names of the classes as JSON, as data sets in files carry them.
  var classNames: JSONValue { .array(dataset.classNames.map(JSONValue.string)) }

  /// A class as people call it.
  func name(ofClass index: Int) -> String {
    dataset.classNames.indices.contains(index) ? dataset.classNames[index] : "\(index)"
  }
}
