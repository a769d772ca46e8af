import AssayBase
import AssayTensor

/// How a picture in a file becomes an example's image: its channels, its size and how it is brought there.
///
/// The result is in [0, 1] and on the 8-bit grid: rounded once, after resizing, so that PNG holds it exactly and small
/// counterexamples can be found. A transparent picture loses its alpha channel; the colours stay as stored. Values are used
/// as stored, without regard to gamma or colour profiles. Two preparations that differ in any part, or in the revision of
/// the code that decodes and resizes, have different ``fingerprint``s.
public struct ImagePreparation: Sendable, Hashable {
  /// The channels that images get.
  public enum Channels: String, Sendable, Hashable, CaseIterable {
    /// One: ITU-R BT.601 luma of colour pictures.
    case gray
    /// Three: red, green and blue; gray is repeated.
    case rgb

    /// The number of channels.
    public var count: Int { self == .gray ? 1 : 3 }

    /// The channels by name.
    ///
    /// - Throws: `AssayError` of kind `unknownName` that lists the names.
    package init(named name: String) throws {
      guard let channels = Self(rawValue: name) else {
        throw AssayError(
          .unknownName, "there are no such channels", expected: Self.allCases.map(\.rawValue).joined(separator: ", "),
          found: "“\(name)”")
      }
      self = channels
    }
  }

  /// The channels; conversion comes before resizing.
  public var channels: Channels
  /// The size that images are brought to, or nil when they stay as they are, which then must all have one size.
  public var extent: Extent?
  /// What becomes of a picture whose shape is not that of ``extent``.
  public var fit: Fit
  /// How values between pixels are found when resizing; antialiased unless said otherwise, as Pillow and torchvision do.
  public var interpolation: Interpolation
  /// Whether a photograph is turned upright as its EXIF orientation says.
  public var appliesOrientation: Bool

  /// Makes a preparation; by default colour pictures, stretched bilinearly with antialiasing, upright.
  public init(
    channels: Channels = .rgb, extent: Extent? = nil, fit: Fit = .stretched,
    interpolation: Interpolation = .antialiasedBilinear, appliesOrientation: Bool = true
  ) {
    self.channels = channels
    self.extent = extent
    self.fit = fit
    self.interpolation = interpolation
    self.appliesOrientation = appliesOrientation
  }

  /// The revision of the code that decodes and resizes: raised when the same file gives other pixels than before.
  ///
  /// A test pins the pixels of a picture for each way of preparing it, so that no change goes unnoticed.
  package static let revision = 1

  /// 16 hexadecimal digits: the same for the same preparation on every machine, others for another.
  public var fingerprint: String { Fingerprint("\(json)").text }
}

extension ImagePreparation: CustomStringConvertible {
  /// As "RGB 224×224, stretched, antialiased-bilinear, upright by EXIF".
  public var description: String {
    var parts = [channels == .gray ? "gray" : "RGB"]
    if let extent {
      parts[0] += " \(extent)"
      parts += ["\(fit)", interpolation.name]
    } else {
      parts.append("size as stored")
    }
    parts.append(appliesOrientation ? "upright by EXIF" : "EXIF orientation ignored")
    return parts.joined(separator: ", ")
  }
}
