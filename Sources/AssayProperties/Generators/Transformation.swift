import AssayImages

/// A turn, an enlargement, a move and a change of brightness of an image, in this order.
public struct Transformation: Sendable, Hashable {
  /// The turn about the centre, counter-clockwise in degrees.
  public let rotation: Double
  /// The enlargement about the centre; below 1 the image gets smaller.
  public let scale: Double
  /// How far down, in pixels.
  public let rows: Int
  /// How far to the right, in pixels.
  public let columns: Int
  /// What is added to every value.
  public let brightness: Float

  /// Makes a transformation; without arguments the identity.
  ///
  /// - Parameter scale: positive and finite, as all numbers must be finite.
  public init(rotation: Double = 0, scale: Double = 1, rows: Int = 0, columns: Int = 0, brightness: Float = 0) {
    self.rotation = rotation
    self.scale = scale
    self.rows = rows
    self.columns = columns
    self.brightness = brightness
  }

  /// Whether no image is changed.
  public var isIdentity: Bool { self == Transformation() }

  /// The transformed image, of the same size; on the 8-bit grid if `image` is.
  ///
  /// Bilinear, in one step; what comes from outside has the value `fill`. See ``AssayImages/Image/transformed(degrees:scale:rows:columns:fill:)``.
  public func applied(to image: Image, fill: Float = 0) -> Image {
    if isIdentity { return image }
    let moved = image.transformed(
      degrees: rotation, scale: scale, rows: Double(rows), columns: Double(columns), fill: fill)
    let result = brightness == 0 ? moved : moved.brightened(by: brightness)
    return image.isOnByteGrid ? result.quantized() : result
  }
}

extension Transformation: CustomStringConvertible {
  /// What is not the identity: "rotation 12.5°, shift 1 down, 2 left, scale 0.9, brightness +0.1"; else "identity".
  public var description: String {
    var parts: [String] = []
    if rotation != 0 { parts.append("rotation \(rotation)°") }
    if scale != 1 { parts.append("scale \(scale)") }
    if rows != 0 { parts.append("shift \(rows.magnitude) \(rows > 0 ? "down" : "up")") }
    if columns != 0 { parts.append("shift \(columns.magnitude) \(columns > 0 ? "right" : "left")") }
    if brightness != 0 { parts.append("brightness \(brightness > 0 ? "+" : "")\(brightness)") }
    return parts.isEmpty ? "identity" : parts.joined(separator: ", ")
  }
}
