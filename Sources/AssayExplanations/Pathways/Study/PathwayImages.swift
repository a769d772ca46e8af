import AssayBase
import AssayTensor

/// Images that a study of pathways looks at, read a few at a time: a tensor, or whatever gives rows of one.
public struct PathwayImages: Sendable {
  /// The number of images.
  public let count: Int
  private let read: @Sendable (_ rows: Range<Int>) throws -> Tensor

  /// Takes N×C×H×W images.
  public init(_ images: Tensor) {
    let images = images.detached
    self.init(count: images.shape.rank > 0 ? images.shape[0] : 0) { images.rows($0) }
  }

  /// Takes what `read` gives for consecutive rows below `count`.
  ///
  /// `read` must give the same images whenever it is asked; a study asks several times.
  public init(count: Int, read: @escaping @Sendable (_ rows: Range<Int>) throws -> Tensor) {
    (self.count, self.read) = (count, read)
  }

  /// The images of consecutive rows.
  ///
  /// - Throws: What reading them throws.
  public func images(_ rows: Range<Int>) throws -> Tensor { try read(rows) }

  /// How many images of `shape` are held at a time: as many as take 16 MB, and no more than 256.
  static func sliceSize(for shape: Shape) -> Int {
    max(1, min(256, (16 << 20) / max(1, shape.count * MemoryLayout<Float>.stride)))
  }

  /// Calls `body` with the images `rows`, ascending, in slices; no more than `size` images are read at a time.
  func forEachSlice(
    of rows: [Int], size: Int, _ body: (_ images: Tensor, _ places: Range<Int>) throws -> Void
  ) throws {
    var start = 0
    while start < rows.count {
      try Task.checkCancellation()
      let first = rows[start]
      let places = start..<(rows[start...].firstIndex { $0 >= first + size } ?? rows.count)
      // Rows between those wanted are read along.
      let images = try read(first..<rows[places.upperBound - 1] + 1)
      let isWhole = images.shape[0] == places.count
      try body(isWhole ? images : images.rows(rows[places].map { $0 - first }), places)
      start = places.upperBound
    }
  }
}
