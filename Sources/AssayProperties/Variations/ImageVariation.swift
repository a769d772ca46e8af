import AssayBase
import AssayImages

/// A change of an image that leaves what it shows as it was, so that no answer should depend on it.
public struct ImageVariation: Sendable, CustomStringConvertible {
  /// What the change is called, as "a shift by 1 pixel".
  public let description: String
  private let variants: @Sendable (Image) -> [Image]

  /// Makes a variation of one's own.
  ///
  /// - Parameters:
  ///   - name: What reports call it: "a shift by 1 pixel".
  ///   - variants: The changed images, each of the same size as the original.
  public init(_ name: String, _ variants: @escaping @Sendable (_ image: Image) -> [Image]) {
    description = name
    self.variants = variants
  }

  /// The changed images of one.
  ///
  /// - Throws: `AssayError(.contractBroken)` when one has another size.
  public func variants(of image: Image) throws -> [Image] {
    let images = variants(image)
    guard let other = images.first(where: { $0.size != image.size }) else { return images }
    throw AssayError(
      .contractBroken, "\(description) changed the size of an image", expected: "\(image.size)",
      found: "\(other.size)", at: description)
  }

  /// Left and right exchanged.
  public static let flip = ImageVariation("a horizontal flip") { [$0.flippedHorizontally()] }

  /// Moved by so many pixels up, down, to the left and to the right, four images; the freed border is black.
  public static func shift(by pixels: Int = 1) -> ImageVariation {
    ImageVariation("a shift by \(pixels) \(pixels == 1 ? "pixel" : "pixels")") { image in
      [(-pixels, 0), (pixels, 0), (0, -pixels), (0, pixels)].map { image.shifted(rows: $0.0, columns: $0.1) }
    }
  }

  /// So much added to every value, and taken from it; two images, cut to [0, 1].
  public static func brightness(by amount: Float) -> ImageVariation {
    ImageVariation("a change of brightness by \(amount)") { image in
      amount.isFinite ? [image.brightened(by: amount), image.brightened(by: -amount)] : []
    }
  }

  /// Values rounded to those of an 8-bit file: does the answer survive saving?
  public static let eightBits = ImageVariation("rounding to 8 bits") { [$0.quantized()] }

  /// One transformation, as ``Transformation`` describes it.
  public static func transformation(_ transformation: Transformation) -> ImageVariation {
    ImageVariation("\(transformation)") { [transformation.applied(to: $0)] }
  }
}

extension ImageVariation {
  /// How a file writes variations.
  static let forms = "flip, shift:PIXELS, brightness:AMOUNT or 8-bit"

  /// Reads `flip`, `shift:1`, `brightness:0.1` or `8-bit`.
  ///
  /// - Throws: `AssayError` that says what there is.
  init(parsing text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count) {
    case ("flip", 1): self = .flip
    case ("8-bit", 1): self = .eightBits
    case ("shift", 2):
      guard let pixels = Int(parts[1]), pixels >= 1 else {
        throw AssayError(
          .invalidArgument, "not a shift", expected: "a whole number of pixels from 1", found: "“\(parts[1])”", at: text
        )
      }
      self = .shift(by: pixels)
    case ("brightness", 2):
      let amount = try NumberText.number(parts[1], named: text)
      guard amount > 0, amount <= 1 else {
        throw AssayError(
          .invalidArgument, "not a change of brightness", expected: "a number above 0, at most 1",
          found: "“\(parts[1])”", at: text)
      }
      self = .brightness(by: Float(amount))
    default:
      throw AssayError(
        .unknownName, "there is no such variation", expected: Self.forms, found: "“\(text)”", at: "to")
    }
  }
}
