import AssayBase

extension SegmentationMethod {
  /// Rectangles as equal as whole pixels allow: row r of n begins at pixel ⌊r·height/n⌋; numbered row after row.
  ///
  /// - Parameters:
  ///   - rows: at least 1; an image of fewer pixels in height is an error.
  ///   - columns: the same along the width.
  public static func grid(rows: Int, columns: Int) -> SegmentationMethod {
    SegmentationMethod(GridSegmentation(rows: rows, columns: columns))
  }

  /// Segments that are known already, for images of their size.
  public static func given(_ superpixels: Superpixels) -> SegmentationMethod {
    SegmentationMethod(GivenSegmentation(superpixels: superpixels))
  }
}

/// Rectangles, whatever the image shows.
struct GridSegmentation: SegmentationAlgorithm {
  let rows: Int
  let columns: Int

  var description: String { "grid (\(rows) × \(columns))" }

  func validate() throws {
    guard rows >= 1, columns >= 1 else {
      throw AssayError(
        .invalidArgument, "a grid needs rows and columns", expected: "at least 1 each", found: "\(rows) × \(columns)",
        at: "grid")
    }
  }

  func superpixels(of image: Image) throws -> Superpixels {
    let (height, width) = image.extent
    guard rows <= height, columns <= width else {
      throw AssayError(
        .invalidArgument, "the grid is finer than the image", expected: "at most \(height) × \(width)",
        found: "\(rows) × \(columns)", at: "grid")
    }
    let down = Self.parts(of: height, rows).map { $0 * Int32(columns) }
    let across = Self.parts(of: width, columns)
    return Superpixels(
      unchecked: down.flatMap { row in across.map { row + $0 } }, height: height, width: width, count: rows * columns)
  }

  /// The part that each place of a length belongs to.
  private static func parts(of length: Int, _ count: Int) -> [Int32] {
    (0..<count).flatMap { part -> [Int32] in
      let (start, end) = (part * length / count, (part + 1) * length / count)
      return [Int32](repeating: Int32(part), count: end - start)
    }
  }
}

/// What the caller brought.
struct GivenSegmentation: SegmentationAlgorithm {
  let superpixels: Superpixels

  var description: String { "given (\(superpixels))" }

  func validate() {}

  func superpixels(of image: Image) throws -> Superpixels {
    try superpixels.checkFit(height: image.extent.height, width: image.extent.width)
    return superpixels
  }
}
