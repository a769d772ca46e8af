/// The order in which a network takes the channels of a colour image.
public enum ChannelOrder: String, Sendable, Hashable, CaseIterable {
  /// Red, green, blue: as all of Assay has them.
  case rgb = "RGB"
  /// Blue, green, red: as Caffe's and OpenCV's networks take them.
  case bgr = "BGR"
}
