import AssayTensor

/// How the numbers of a value divide into channels: also those of an image that has been flattened.
struct ChannelView: Equatable {
  let channels: Int
  let height: Int
  let width: Int

  init(channels: Int, height: Int = 1, width: Int = 1) {
    (self.channels, self.height, self.width) = (channels, height, width)
  }

  /// That of an image C×H×W, or of features, each a channel of one pixel.
  init(_ shape: Shape) {
    self.init(
      channels: shape.rank == 3 ? shape[0] : shape.count, height: shape.rank == 3 ? shape[1] : 1,
      width: shape.rank == 3 ? shape[2] : 1)
  }

  /// The numbers of one example.
  var count: Int { channels * height * width }
}
