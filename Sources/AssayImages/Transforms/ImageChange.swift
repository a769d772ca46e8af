import AssayBase
import AssayTensor

/// A transform whose random decisions have been made: the same image gives the same result, every time.
public struct ImageChange: Sendable, CustomStringConvertible {
  let steps: [ImageStep]
  /// The size of the images it is for.
  public let originalSize: ImageSize

  init(_ steps: [ImageStep], for size: ImageSize) {
    self.steps = steps
    originalSize = size
  }

  /// The size of the images it makes.
  public var resultSize: ImageSize { steps.last?.size ?? originalSize }

  /// Whether it leaves every image as it is.
  public var isIdentity: Bool { steps.isEmpty }

  /// What is done, one after the other: "rotation 12.5°, brightness 1.1"; "no change" for nothing.
  public var description: String { steps.isEmpty ? "no change" : steps.map(\.text).joined(separator: ", ") }

  /// The changed image, values outside [0, 1] moved to the nearest bound; on the 8-bit grid if `image` is.
  ///
  /// - Throws: `AssayError` of kind `shapeMismatch` for an image of another size than it was drawn for.
  public func applied(to image: Image) throws -> Image {
    if isIdentity { return image }
    let changed = Image(clamping: try applied(to: image.tensor))
    return image.isOnByteGrid ? changed.quantized() : changed
  }

  /// The mask of an image moved as the image is: pixels change their places, never their values, and what comes from
  /// outside is 0.
  ///
  /// - Throws: `AssayError` of kind `shapeMismatch` for a mask of another height or width than the image's.
  public func applied(toMask mask: Image) throws -> Image {
    guard mask.size.height == originalSize.height, mask.size.width == originalSize.width else {
      throw AssayError(
        .shapeMismatch, "a mask has another size than its image", expected: "\(originalSize)", found: "\(mask.size)")
    }
    return steps.compactMap(\.movement).reduce(mask) { $0.mapped(by: $1()) }
  }

  /// Every image N×C×H×W changed alike; differentiable, and values are not cut to [0, 1].
  ///
  /// - Throws: `AssayError` of kind `shapeMismatch` for images of another size than it was drawn for.
  public func applied(to images: Tensor) throws -> Tensor {
    try check(images)
    return try steps.reduce(images) { try ImageStep.apply([$1], to: $0) }
  }

  private func check(_ images: Tensor) throws {
    guard images.shape.rank == 4, images.imageSize == originalSize else {
      throw AssayError(
        .shapeMismatch, "a transform was drawn for images of another size", expected: "\(originalSize)",
        found: "\(images.shape)")
    }
  }
}

extension ImageChange {
  /// Each image N×C×H×W changed in its own way; differentiable. An image's result does not depend on the others.
  ///
  /// Images that undergo the same steps go through them together.
  static func apply(_ changes: [ImageChange], to images: Tensor) throws -> Tensor {
    guard let first = changes.first else { return images }
    try first.check(images)
    if let other = changes.first(where: { $0.resultSize != first.resultSize }) {
      throw AssayError(
        .shapeMismatch, "the images of a batch would differ in size", expected: "\(first.resultSize)",
        found: "\(other.resultSize)", advice: "Let the transform end with a resize or a crop to one size")
    }
    var groups: [[String]: [Int]] = [:]
    for (row, change) in changes.enumerated() { groups[change.steps.map(\.signature), default: []].append(row) }
    // In the order of their first images, for dictionaries have none.
    let ordered = groups.values.sorted { $0[0] < $1[0] }
    let parts = try ordered.map { rows in
      let part = rows.count == changes.count ? images : images.rows(rows)
      return try changes[rows[0]].steps.indices.reduce(part) { result, step in
        try ImageStep.apply(rows.map { changes[$0].steps[step] }, to: result)
      }
    }
    if parts.count == 1 { return parts[0] }
    var place = [Int](repeating: 0, count: changes.count)
    for (index, row) in ordered.joined().enumerated() { place[row] = index }
    return Tensor.concatenating(parts, axis: 0).rows(place)
  }
}
