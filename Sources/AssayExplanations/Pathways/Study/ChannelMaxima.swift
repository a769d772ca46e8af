import AssayBase
import AssayNetworks
import AssayTensor

/// The largest activation of every channel of the layers, for each image that counts.
struct ChannelMaxima {
  /// The images that count: those that the model takes for the class.
  let rows: [Int]
  /// For each layer the maxima over the extent of its channels, image after image.
  let maxima: [[Float]]

  /// Looks at the images of `candidates`, a slice at a time; of the layers only the maxima are kept.
  ///
  /// Memory: the maxima, and a slice of images.
  init(
    of images: PathwayImages, candidates: [Int]? = nil, takenFor label: Int, layers: [PathwayLayer],
    in subject: ExplainedModel
  ) throws {
    let (model, classifier) = (subject.original, try subject.classifier())
    let plan = try subject.graph().plan(to: layers.map(\.value)) { $1.maximum(of: $0) }
    var (rows, maxima) = ([Int](), [[Float]](repeating: [], count: layers.count))
    let candidates = candidates ?? Array(0..<images.count)
    try images.forEachSlice(of: candidates, size: PathwayImages.sliceSize(for: model.inputShape)) { images, places in
      try model.checkShape(of: images)
      let labels = try classifier.checkedLogits(for: images).labels
      let taken = labels.indices.filter { labels[$0] == label }
      guard !taken.isEmpty else { return }
      rows += taken.map { candidates[places.lowerBound + $0] }
      let outputs = try plan.outputs(for: taken.count == labels.count ? images : images.rows(taken))
      for (layer, output) in outputs.enumerated() { maxima[layer] += output.elements }
    }
    (self.rows, self.maxima) = (rows, maxima)
  }

  /// The maxima of a channel, one an image.
  func values(layer: Int, channel: Int, of channels: Int) -> [Float] {
    rows.indices.map { maxima[layer][$0 * channels + channel] }
  }
}
