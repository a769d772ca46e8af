import AssayBase

extension ImagePreparation {
  /// What becomes of a picture whose shape is not the wanted one.
  public enum Fit: Sendable, Hashable, CustomStringConvertible {
    /// It is stretched or squeezed.
    case stretched
    /// It is scaled until it covers the extent, and the middle is cut out.
    ///
    /// With `shorterSide` its shorter side is scaled to that many pixels first, as torchvision's `Resize(256)` before
    /// `CenterCrop(224)`; the longer side is rounded down.
    case cropped(shorterSide: Int? = nil)
    /// It is scaled until it fits into the extent, and black fills the rest, half on either side.
    case padded

    /// As "stretched", "middle cut out of the shorter side at 256", "padded".
    public var description: String {
      switch self {
      case .stretched: "stretched"
      case .cropped(nil): "middle cut out"
      case .cropped(let side?): "shorter side to \(side), middle cut out"
      case .padded: "padded with black"
      }
    }

    /// The name in files and arguments: "stretch", "crop", "crop:256", "pad".
    package var name: String {
      switch self {
      case .stretched: "stretch"
      case .cropped(nil): "crop"
      case .cropped(let side?): "crop:\(side)"
      case .padded: "pad"
      }
    }

    /// The names there are.
    package static let forms = "stretch, crop, crop:SHORTER-SIDE, pad"

    /// Reads a ``name``.
    ///
    /// - Throws: `AssayError` of kind `invalidArgument` that lists the forms.
    package init(parsing text: String) throws {
      switch text {
      case "stretch": self = .stretched
      case "crop": self = .cropped()
      case "pad": self = .padded
      default:
        let side = text.hasPrefix("crop:") ? Int(text.dropFirst(5)) : nil
        guard let side, (1...Extent.limit).contains(side) else {
          throw AssayError(
            .invalidArgument, "pictures cannot be fitted this way", expected: Self.forms, found: "“\(text)”")
        }
        self = .cropped(shorterSide: side)
      }
    }
  }
}
