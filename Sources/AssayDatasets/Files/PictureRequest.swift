import AssayImages
import AssayTensor

/// What someone wants of pictures in files; what is nil is left to the model that the images are for, or to the defaults.
public struct PictureRequest: Sendable, Hashable {
  /// The size.
  public var extent: ImagePreparation.Extent?
  /// The channels.
  public var channels: ImagePreparation.Channels?
  /// What becomes of pictures of another shape.
  public var fit: ImagePreparation.Fit?
  /// How values between pixels are found.
  public var interpolation: Interpolation?
  /// Whether photographs are turned upright.
  public var appliesOrientation: Bool?
  /// What is done with files that cannot be read.
  public var unreadable: UnreadableFiles?

  /// Makes a request that leaves everything open.
  public init() {}

  /// The preparation: as requested, else as `recorded` says of the model's training, else so that images have `size`.
  public func preparation(recorded: ImagePreparation? = nil, size: ImageSize? = nil) -> ImagePreparation {
    var preparation = recorded ?? ImagePreparation()
    if recorded == nil, let size {
      preparation.channels = size.channels == 1 ? .gray : .rgb
      preparation.extent = try? ImagePreparation.Extent(height: size.height, width: size.width)
    }
    if let extent { preparation.extent = extent }
    if let channels { preparation.channels = channels }
    if let fit { preparation.fit = fit }
    if let interpolation { preparation.interpolation = interpolation }
    if let appliesOrientation { preparation.appliesOrientation = appliesOrientation }
    return preparation
  }
}
