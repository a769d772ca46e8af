import AssayBase
import AssayTensor
import CAssayKernels

/// The numbers of N×C×H×W maps, in double precision, checked to be finite.
struct MapValues: Sendable {
  /// The shape of one map: channels, height, width.
  let shape: Shape
  /// The numbers of each map in row-major order.
  let rows: [[Double]]

  /// - Throws: `AssayError(.shapeMismatch)` unless these are maps, `(.empty)` when they have no pixels, `(.notFinite)`.
  init(_ maps: Tensor, named name: String = "maps") throws {
    guard maps.shape.rank == 4 else {
      throw AssayError(
        .shapeMismatch, "maps have four axes", expected: "N×C×H×W", found: "\(maps.shape)", at: name)
    }
    shape = Shape(Array(maps.shape.dimensions.dropFirst()))
    let size = shape.count
    guard size > 0 else {
      throw AssayError(.empty, "the maps have no pixels", found: "\(maps.shape)", at: name)
    }
    try Self.checkFinite(maps, named: name)
    let elements = maps.elements
    rows = stride(from: 0, to: elements.count, by: size).map { start in
      elements[start..<start + size].map { Double($0) }
    }
  }

  /// - Throws: `AssayError(.notFinite)` that names the image.
  static func checkFinite(_ maps: Tensor, named name: String) throws {
    let index = assay_first_non_finite(maps.pointer, maps.count)
    guard index >= 0 else { return }
    throw AssayError(
      .notFinite, "a map has a value that is not finite", found: "\(maps.pointer[index])",
      at: "\(name), image \(index / (maps.count / maps.shape[0]))")
  }

  /// The values of two batches of maps of one shape.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when the shapes differ.
  static func pair(_ x: Tensor, _ y: Tensor) throws -> (MapValues, MapValues) {
    guard x.shape == y.shape else {
      throw AssayError(
        .shapeMismatch, "maps that are compared have one shape", expected: "\(x.shape)", found: "\(y.shape)")
    }
    return (try MapValues(x, named: "first maps"), try MapValues(y, named: "second maps"))
  }

  /// The number of pixels of a map.
  var pixelCount: Int { shape[1] * shape[2] }

  /// The sums over the channels of each pixel of map `row`.
  func pixels(_ row: Int) -> [Double] {
    let size = pixelCount
    return rows[row].indices.dropFirst(size).reduce(into: Array(rows[row].prefix(size))) { sums, index in
      sums[index % size] += rows[row][index]
    }
  }

  /// What `body` makes of each map, the maps dealt to the cores.
  func map<Result: Sendable>(_ body: @Sendable (Int) throws -> Result) throws -> [Result] {
    try WorkerPool.map(rows.count, body)
  }
}
