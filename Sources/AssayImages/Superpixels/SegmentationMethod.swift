import AssayBase

/// A way to cut an image into superpixels; made by factories: `.quickshift()`, `.slic(segments: 50)`.
public struct SegmentationMethod: Sendable, CustomStringConvertible {
  package let algorithm: any SegmentationAlgorithm

  package init(_ algorithm: any SegmentationAlgorithm) { self.algorithm = algorithm }

  /// The name with its settings, as "quick shift (kernel 4, distance 200, ratio 0.2)".
  public var description: String { algorithm.description }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  public func validate() throws { try algorithm.validate() }
}

/// How superpixels are found: one type in one file.
package protocol SegmentationAlgorithm: Sendable {
  /// What reports call it, settings included.
  var description: String { get }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  func validate() throws

  /// The segments of an image, which depend on nothing else.
  func superpixels(of image: Image) throws -> Superpixels
}

extension Image {
  /// The image cut into superpixels.
  ///
  /// - Throws: `AssayError(.invalidArgument)` for settings out of range, `(.unsupported)` for images that have neither one
  ///   nor three channels where colours are compared, `(.shapeMismatch)` for given segments of another size.
  public func superpixels(by method: SegmentationMethod) throws -> Superpixels {
    try method.validate()
    guard size.height * size.width <= Superpixels.pixelLimit else {
      throw AssayError(
        .limitExceeded, "the image is too large for superpixels", expected: "at most \(Superpixels.pixelLimit) pixels",
        found: "\(size)")
    }
    return try method.algorithm.superpixels(of: self)
  }
}
