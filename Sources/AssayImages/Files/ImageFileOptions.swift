/// What becomes of a file's pixels as ``ImageFile`` reads them.
public struct ImageFileOptions: Sendable, Hashable {
  /// The channels wanted, whatever the file has.
  public enum Channels: String, Sendable, Hashable, CaseIterable {
    /// As the file has them: 1, 3, or 4 with alpha.
    case stored
    /// One: the luma of ITU-R BT.601 of colours, see ``ByteImage/convertedToGray()``; alpha that is kept is left out.
    case gray
    /// Three: gray is repeated; alpha that is kept is left out.
    case rgb
  }

  /// What is done with transparency.
  public var alpha: AlphaHandling
  /// The channels wanted.
  public var channels: Channels
  /// Whether the picture is turned as the file's EXIF orientation says; otherwise it stays as stored.
  public var appliesOrientation: Bool
  /// The largest number of pixels read.
  public var pixelLimit: Int

  /// Makes options; without arguments, the picture comes as it is stored.
  public init(
    alpha: AlphaHandling = .kept, channels: Channels = .stored, appliesOrientation: Bool = false,
    pixelLimit: Int = ImageFile.defaultPixelLimit
  ) {
    self.alpha = alpha
    self.channels = channels
    self.appliesOrientation = appliesOrientation
    self.pixelLimit = pixelLimit
  }

  /// The number of channels of a picture that the codec reads with `stored`.
  func channels(of stored: Int) -> Int {
    switch channels {
    case .gray: 1
    case .rgb: 3
    case .stored: stored
    }
  }
}
