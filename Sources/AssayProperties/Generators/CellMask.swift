import AssayBase
import AssayCheck

/// Which parts of a picture count and how much, in few choices: what images and perturbations are reduced by.
///
/// A picture is covered by at most 32×32 cells with a level each; where a cell is more than a pixel, a second table has a
/// level for each place in a cell. A pixel's level is the product. Both tables are one choice each, drawn as full (255) or
/// sparse and reduced towards nothing, so that the largest picture is reduced as fast as a small one: one pixel is one
/// cell and one place.
struct CellMask: Sendable {
  /// How cells are filled when nothing has been reduced yet.
  enum Filling { case full, sparse }

  private let rows: Int
  private let columns: Int
  private let placeRows: Int
  private let placeColumns: Int
  private let cells: [UInt8]
  private let places: [UInt8]

  private static let mostCells = 32
  /// Cells a side where the size of the picture is not known yet.
  private static let standardCells = 16

  /// Draws a mask for pictures of `height` × `width`, or of any size.
  init(for size: (height: Int, width: Int)?, filling: Filling, from source: inout ChoiceSource) throws {
    let (height, width) = size ?? (Self.standardCells * Self.standardCells, Self.standardCells * Self.standardCells)
    let most = size == nil ? Self.standardCells : Self.mostCells
    (rows, columns) = (min(height, most), min(width, most))
    placeRows = min(Self.mostCells, (height + rows - 1) / rows)
    placeColumns = min(Self.mostCells, (width + columns - 1) / columns)
    let count = rows * columns
    cells = try source.bytes(count: count...count) { stream in
      if filling == .full { return [UInt8](repeating: 255, count: count) }
      var levels = [UInt8](repeating: 0, count: count)
      // Numbers of cells of all orders of magnitude, few more often than many.
      let most = 1 + stream.integer(below: UInt64(max(1, count / 4)))
      for _ in 0...stream.integer(below: most) { levels[Int(stream.integer(below: UInt64(count)))] = 255 }
      return levels
    }
    let placeCount = placeRows * placeColumns
    places =
      placeCount == 1
      ? [255] : try source.bytes(count: placeCount...placeCount) { _ in Array(repeating: 255, count: placeCount) }
  }

  /// Whether no pixel counts.
  var isEmpty: Bool { cells.allSatisfy { $0 == 0 } || places.allSatisfy { $0 == 0 } }

  /// The level of every pixel, row by row, from 0 to 255.
  func levels(height: Int, width: Int) -> [UInt8] {
    if cells.allSatisfy({ $0 == 255 }), places.allSatisfy({ $0 == 255 }) {
      return [UInt8](repeating: 255, count: height * width)
    }
    let down = Self.addresses(height, in: rows, places: placeRows)
    let across = Self.addresses(width, in: columns, places: placeColumns)
    var levels = [UInt8](repeating: 0, count: height * width)
    for (row, y) in down.enumerated()
    where cells[(y.cell * columns)..<((y.cell + 1) * columns)].contains(where: { $0 > 0 }) {
      for (column, x) in across.enumerated() {
        let level = Int(cells[y.cell * columns + x.cell]) * Int(places[y.place * placeColumns + x.place])
        levels[row * width + column] = UInt8(level / 255)
      }
    }
    return levels
  }

  /// For each of `length` pixels in a row: its cell, and its place in it.
  private static func addresses(_ length: Int, in cells: Int, places: Int) -> [(cell: Int, place: Int)] {
    (0..<length).map { pixel in
      let cell = pixel * cells / length
      let start = (cell * length + cells - 1) / cells
      let extent = max(1, ((cell + 1) * length + cells - 1) / cells - start)
      return (cell, extent <= places ? pixel - start : (pixel - start) * places / extent)
    }
  }
}
