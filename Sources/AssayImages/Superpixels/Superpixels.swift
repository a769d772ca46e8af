import AssayBase

/// A cut of an image into segments: every pixel belongs to exactly one, and every segment has a pixel.
///
/// Made by ``Image/superpixels(by:)`` or from labels of one's own.
public struct Superpixels: Sendable, Hashable {
  /// The number of rows of the image.
  public let height: Int
  /// The number of columns of the image.
  public let width: Int
  /// The segment of each pixel, row after row from the top: numbers from 0 to `count - 1`.
  public let labels: [Int32]
  /// The number of segments.
  public let count: Int

  /// Makes segments of `labels`, row after row.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when there is not one label a pixel, `(.invalidArgument)` when a pixel belongs to
  ///   no segment (a negative label) or a number below the greatest has no pixel; see ``init(height:width:renumbering:)``.
  public init(height: Int, width: Int, labels: [Int]) throws {
    let numbers = try Self.numbers(height: height, width: width, labels: labels)
    if let missing = numbers.enumerated().first(where: { $0.offset != $0.element }) {
      throw AssayError(
        .invalidArgument, "a segment has no pixel", expected: "labels from 0 to \(numbers.count - 1) without a gap",
        found: "no pixel of label \(missing.offset)", at: "labels",
        advice: "Superpixels(height:width:renumbering:) closes the gaps")
    }
    self.init(
      unchecked: labels.map { Int32(truncatingIfNeeded: $0) }, height: height, width: width, count: numbers.count)
  }

  /// Makes segments of labels with gaps, which are renumbered in their own order.
  ///
  /// - Throws: as ``init(height:width:labels:)``, but for the gaps.
  public init(height: Int, width: Int, renumbering labels: [Int]) throws {
    let numbers = try Self.numbers(height: height, width: width, labels: labels)
    let places = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($0.element, Int32($0.offset)) })
    self.init(unchecked: labels.map { places[$0] ?? 0 }, height: height, width: width, count: numbers.count)
  }

  /// Makes segments of labels known to be right.
  init(unchecked labels: [Int32], height: Int, width: Int, count: Int) {
    self.height = height
    self.width = width
    self.labels = labels
    self.count = count
  }

  /// The most pixels an image may have: kernels count them with 32 bits.
  static let pixelLimit = Int(Int32.max)

  /// The segment of the pixel at `row` and `column`.
  public subscript(row: Int, column: Int) -> Int {
    precondition(
      row >= 0 && row < height && column >= 0 && column < width,
      "pixel (\(row), \(column)) is outside an image of \(height)×\(width)")
    return Int(labels[row * width + column])
  }

  /// The number of pixels of each segment.
  public var sizes: [Int] {
    var sizes = [Int](repeating: 0, count: count)
    labels.withUnsafeBufferPointer { labels in
      for label in labels { sizes[Int(label)] += 1 }
    }
    return sizes
  }

  /// Checks that the segments are those of an image of `height` rows and `width` columns.
  ///
  /// - Throws: `AssayError(.shapeMismatch)`.
  package func checkFit(height: Int, width: Int) throws {
    guard self.height == height, self.width == width else {
      throw AssayError(
        .shapeMismatch, "the segments do not fit the image", expected: "\(height)×\(width) labels",
        found: "\(self.height)×\(self.width)", at: "superpixels")
    }
  }

  /// The numbers that occur, ascending.
  private static func numbers(height: Int, width: Int, labels: [Int]) throws -> [Int] {
    let (pixels, overflows) = height.multipliedReportingOverflow(by: width)
    guard height > 0, width > 0, !overflows, pixels <= pixelLimit else {
      throw AssayError(
        .invalidArgument, "an image must have pixels", expected: "positive extents, at most \(pixelLimit) pixels",
        found: "\(height)×\(width)", at: "superpixels")
    }
    guard labels.count == pixels else {
      throw AssayError(
        .shapeMismatch, "the segments do not cover the image", expected: "\(pixels) labels for \(height)×\(width)",
        found: "\(labels.count)", at: "superpixels")
    }
    if let place = labels.firstIndex(where: { $0 < 0 }) {
      throw AssayError(
        .invalidArgument, "the segments do not cover the image", expected: "a label of at least 0 for every pixel",
        found: "\(labels[place])", at: "row \(place / width), column \(place % width)")
    }
    return Set(labels).sorted()
  }
}

extension Superpixels: CustomStringConvertible {
  /// As "40 superpixels of 200×200".
  public var description: String { "\(count) \(count == 1 ? "superpixel" : "superpixels") of \(height)×\(width)" }
}
