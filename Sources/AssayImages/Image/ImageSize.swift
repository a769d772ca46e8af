/// The extent of an image: channels × height × width.
public struct ImageSize: Sendable, Hashable, CustomStringConvertible {
  /// The number of channels: 1 for grayscale, 3 for colour.
  public let channels: Int
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int

  /// Makes a size; all three must be positive.
  public init(channels: Int, height: Int, width: Int) {
    precondition(channels > 0 && height > 0 && width > 0, "an image size must be positive")
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// The number of values.
  public var count: Int { channels * height * width }

  /// As "1×8×8".
  public var description: String { "\(channels)×\(height)×\(width)" }
}
