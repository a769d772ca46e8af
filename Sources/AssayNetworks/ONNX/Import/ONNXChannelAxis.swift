/// Where a graph has the channels of its images: what its nodes do to them, or else the shape, tells.
struct ONNXChannelAxis {
  /// Whether they are behind height and width, as Keras has them.
  let isLast: Bool

  /// Operators for which the channels are the second axis.
  private static let wantsChannelsFirst: Set = [
    "Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization",
    "InstanceNormalization", "LRN", "GroupNormalization", "QLinearConv", "ConvInteger",
  ]

  /// - Parameters:
  ///   - extents: The four extents of the input called `name`.
  ///   - nodes: The graph's, in order.
  init(of name: String, _ extents: [ONNXValue.Extent], nodes: [ONNXNode]) {
    var pixels: Set<String> = [name]
    for node in nodes where node.inputs.contains(where: pixels.contains) {
      if Self.wantsChannelsFirst.contains(node.operation) {
        isLast = false
        return
      }
      if node.operation == "Transpose", let order = node.attributes["perm"]?.integers,
        order == ONNXView.channelsFirst || order == ONNXView.channelsLast
      {
        isLast = order == ONNXView.channelsFirst
        return
      }
      if node.operation == "Pad" || ONNXOrderRule.isElementwise(node.operation) { pixels.formUnion(node.outputs) }
    }
    // Nothing tells: pictures have few channels and more than a few pixels.
    guard case .fixed(let second) = extents[1], case .fixed(let third) = extents[2], case .fixed(let last) = extents[3]
    else {
      isLast = false
      return
    }
    isLast = 1...4 ~= last && second > 4 && third > 4
  }
}
