import AssayBase
import AssayNetworks
import AssayTensor

/// An image that excites a channel, and where.
public struct ChannelExample: Sendable, Hashable {
  /// The image's row among those looked through.
  public let row: Int
  /// The largest activation of the channel over its extent.
  public let activation: Float
  /// The rows of pixels that the most active place can depend on.
  public let rows: Range<Int>
  /// The columns of pixels that the most active place can depend on.
  public let columns: Range<Int>

  /// The images that excite channels of a layer most, for each of `channels` at most `count`, the strongest first.
  ///
  /// Of equally active images and places the first counts. The pixels are those of the receptive field, the whole image
  /// behind dense layers. Images are read once, a slice at a time.
  ///
  /// - Throws: `AssayError` for images, layers and channels that the model does not have.
  public static func strongest(
    _ count: Int, of channels: [Int], layer name: String, in model: any Classifier, images: PathwayImages
  ) throws -> [[ChannelExample]] {
    let graph = try ExplainedModel(model).graph()
    let layer = try PathwayLayer.chosen([name], in: graph)[0]
    guard channels.allSatisfy({ (0..<layer.shape[0]).contains($0) }) else {
      throw AssayError(
        .invalidArgument, "the layer has no such channel", expected: "0 to \(layer.shape[0] - 1)",
        found: channels.map(String.init).joined(separator: ", "), at: "layer \(name)")
    }
    let plan = try graph.plan(to: [layer.value])
    let (extent, width) = (layer.shape[1] * layer.shape[2], layer.shape[2])
    var best = [[(row: Int, activation: Float, place: Int)]](repeating: [], count: channels.count)
    let size = max(1, min(PathwayImages.sliceSize(for: model.inputShape), (8 << 20) / max(1, layer.shape.count)))
    try images.forEachSlice(of: Array(0..<images.count), size: size) { images, places in
      try model.checkShape(of: images)
      let planes = try plan.outputs(for: images)[0].elements
      for (index, channel) in channels.enumerated() {
        for (image, row) in places.enumerated() {
          let start = (image * layer.shape[0] + channel) * extent
          let plane = planes[start..<start + extent]
          guard let peak = plane.indices.max(by: { plane[$0] < plane[$1] || (plane[$0] == plane[$1] && $0 > $1) })
          else { continue }
          best[index].append((row, plane[peak], peak - start))
        }
        best[index].sort { (-$0.activation, $0.row) < (-$1.activation, $1.row) }
        best[index] = Array(best[index].prefix(count))
      }
    }
    let (field, whole) = (ReceptiveField.of(layer.value, in: graph), model.inputShape)
    return best.map { examples in
      examples.map { example in
        let patch = field?.patch(row: example.place / width, column: example.place % width, in: whole)
        return ChannelExample(
          row: example.row, activation: example.activation, rows: patch?.rows ?? 0..<whole[1],
          columns: patch?.columns ?? 0..<whole[2])
      }
    }
  }
}
