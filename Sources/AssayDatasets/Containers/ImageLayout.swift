import AssayBase
import AssayImages

/// In which order an array of images has its axes, the images always first.
public enum ImageLayout: String, Sendable, Hashable, CaseIterable {
  /// Images × rows × columns, gray.
  case gray = "nhw"
  /// Images × rows × columns × channels.
  case interleaved = "nhwc"
  /// Images × channels × rows × columns.
  case planes = "nchw"

  /// The layout of an array of `shape`, as told or as its extents leave no doubt.
  ///
  /// Three axes are gray; of four, the one with 1, 3 or 4 entries has the channels.
  /// - Throws: `AssayError` of kind `shapeMismatch` for another number of axes or channels than there can be, and
  ///   `invalidArgument` when both readings make sense.
  init(of shape: [Int], told: ImageLayout?) throws {
    let text = shape.map(String.init).joined(separator: "×")
    let advice = "Say which with layout=nhwc or layout=nchw"
    func isChannels(_ axis: Int) -> Bool { [1, 3, 4].contains(shape[axis]) }
    if let told {
      let fits = told == .gray ? shape.count == 3 : shape.count == 4 && isChannels(told == .planes ? 1 : 3)
      guard fits else {
        throw AssayError(
          .shapeMismatch, "the images do not have this layout", expected: told.rawValue + " with 1, 3 or 4 channels",
          found: text)
      }
      self = told
    } else if shape.count == 3 {
      self = .gray
    } else if shape.count == 4, isChannels(1) != isChannels(3) {
      self = isChannels(1) ? .planes : .interleaved
    } else if shape.count == 4, isChannels(1) {
      throw AssayError(
        .invalidArgument, "it is not clear which axis has the channels", expected: "1, 3 or 4 in one place",
        found: text, advice: advice)
    } else {
      throw AssayError(
        .shapeMismatch, "the array is no array of images",
        expected: "N×H×W, N×H×W×C or N×C×H×W with 1, 3 or 4 channels",
        found: text)
    }
  }

  /// The size of an image of an array of `shape`.
  func size(in shape: [Int]) -> ImageSize {
    switch self {
    case .gray: ImageSize(channels: 1, height: shape[1], width: shape[2])
    case .interleaved: ImageSize(channels: shape[3], height: shape[1], width: shape[2])
    case .planes: ImageSize(channels: shape[1], height: shape[2], width: shape[3])
    }
  }
}
