import AssayBase
import AssayTensor

/// Which pixels are covered together; all channels of a pixel belong together.
public struct FeatureGroups: Sendable, CustomStringConvertible {
  private enum Form: Sendable {
    case pixels
    case blocks(Int)
    case grid(rows: Int, columns: Int)
    case labels([Int])
  }

  private let form: Form

  /// Every pixel on its own.
  public static let pixels = FeatureGroups(form: .pixels)

  /// Squares of `side` × `side` pixels from the upper left, numbered row by row; the last may be cut off.
  public static func blocks(side: Int) -> FeatureGroups { FeatureGroups(form: .blocks(side)) }

  /// About equal rectangles in `rows` and `columns`, numbered row by row.
  public static func grid(rows: Int, columns: Int) -> FeatureGroups {
    FeatureGroups(form: .grid(rows: rows, columns: columns))
  }

  /// A group for each pixel, row by row, the same for all images: numbers from 0, none left out.
  public static func labels(_ labels: [Int]) -> FeatureGroups { FeatureGroups(form: .labels(labels)) }

  /// As it stands in a sentence: "pixels", "blocks of 4×4", "a grid of 4×4".
  public var description: String {
    switch form {
    case .pixels: "pixels"
    case .blocks(let side): "blocks of \(side)×\(side)"
    case .grid(let rows, let columns): "a grid of \(rows)×\(columns)"
    case .labels(let labels): "\((labels.max() ?? -1) + 1) given groups"
    }
  }

  /// - Throws: `AssayError(.invalidArgument)` when there can be no such groups, whatever the image.
  package func validate() throws {
    switch form {
    case .pixels: break
    case .blocks(let side): try Self.check(side, "blocks have no such side")
    case .grid(let rows, let columns):
      try Self.check(min(rows, columns), "a grid has no such number of rows or columns")
    case .labels(let labels):
      let highest = labels.max() ?? -1
      guard let lowest = labels.min(), lowest >= 0, highest < labels.count, Set(labels).count == highest + 1 else {
        throw AssayError(
          .invalidArgument, "groups of pixels are not numbered from 0 without a gap",
          expected: "a number from 0 for each pixel, none left out",
          found: labels.isEmpty ? "no labels" : "\(Set(labels).count) numbers up to \(highest)", at: "groups")
      }
    }
  }

  private static func check(_ value: Int, _ problem: String) throws {
    guard value >= 1 else {
      throw AssayError(.invalidArgument, problem, expected: "at least 1", found: "\(value)", at: "groups")
    }
  }

  /// The groups of each of N×C×H×W images.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when they do not fit the images.
  package func groups(of images: Tensor) throws -> [PixelGroups] {
    let (height, width) = (images.shape[2], images.shape[3])
    let labels = try labels(height: height, width: width)
    return [PixelGroups](
      repeating: PixelGroups(labels: labels, height: height, width: width), count: images.shape[0])
  }

  private func labels(height: Int, width: Int) throws -> [Int] {
    switch form {
    case .pixels: return Array(0..<height * width)
    case .blocks(let side):
      let across = (width - 1) / side + 1
      return Self.tiles(height, width) { $0 / side * across + $1 / side }
    case .grid(let rows, let columns):
      guard rows <= height, columns <= width else { throw misfit("\(rows)×\(columns) rectangles", height, width) }
      return Self.tiles(height, width) { $0 * rows / height * columns + $1 * columns / width }
    case .labels(let labels):
      guard labels.count == height * width else { throw misfit("\(labels.count) labels", height, width) }
      return labels
    }
  }

  private func misfit(_ found: String, _ height: Int, _ width: Int) -> AssayError {
    AssayError(
      .shapeMismatch, "groups of pixels do not fit the images", expected: "those of \(height)×\(width) pixels",
      found: found, at: "groups")
  }

  private static func tiles(_ height: Int, _ width: Int, _ label: (_ row: Int, _ column: Int) -> Int) -> [Int] {
    (0..<height).flatMap { row in (0..<width).map { label(row, $0) } }
  }
}
