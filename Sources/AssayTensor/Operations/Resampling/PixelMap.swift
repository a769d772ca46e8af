import CAssayKernels

/// A linear map of images that treats all channels alike: each pixel is a sum of a few weighted pixels.
///
/// What is a matter of rows and of columns apart (moves along the axes, flips, changes of size, blurs) is kept so, for
/// that costs less than a sum for each pixel.
package struct PixelMap: Sendable {
  /// How the sums are kept.
  package enum Form: Sendable {
    /// For the rows, and for the columns.
    case axes(rows: SparseMap, columns: SparseMap)
    /// For each pixel, numbered by rows.
    case plane(SparseMap)
  }

  /// The sums.
  package let form: Form
  /// The height of the images that come out.
  package let height: Int
  /// The width of the images that come out.
  package let width: Int

  /// Makes a map along the axes.
  package init(rows: SparseMap, columns: SparseMap) {
    form = .axes(rows: rows, columns: columns)
    (height, width) = (rows.targets, columns.targets)
  }

  /// Makes a map of images of `height` × `width`, whose targets fill images of the new size.
  package init(plane: SparseMap, height: Int, width: Int) {
    precondition(plane.targets == height * width, "\(plane.targets) sums do not make \(height)×\(width) pixels")
    form = .plane(plane)
    (self.height, self.width) = (height, width)
  }

  /// A new size.
  package static func resizing(
    from old: (height: Int, width: Int), to new: (height: Int, width: Int), by method: Interpolation
  ) -> PixelMap {
    PixelMap(
      rows: .interpolation(method, from: old.height, to: new.height),
      columns: .interpolation(method, from: old.width, to: new.width))
  }

  /// Rows and columns taken from those at the indices given; a negative index gives none.
  package static func taking(rows: [Int], columns: [Int], from size: (height: Int, width: Int)) -> PixelMap {
    func map(_ indices: [Int], _ length: Int) -> SparseMap {
      SparseMap(sources: length, targets: indices.count, termsEach: 1) { target, add in
        if indices[target] >= 0 && indices[target] < length { add(indices[target], 1) }
      }
    }
    return PixelMap(rows: map(rows, size.height), columns: map(columns, size.width))
  }

  /// Each pixel taken from the place that `source` gives for its row and column; every place must exist.
  package static func rearranging(
    from old: (height: Int, width: Int), to new: (height: Int, width: Int),
    _ source: (_ row: Int, _ column: Int) -> (row: Int, column: Int)
  ) -> PixelMap {
    let map = SparseMap(sources: old.height * old.width, targets: new.height * new.width, termsEach: 1) { pixel, add in
      let place = source(pixel / new.width, pixel % new.width)
      add(place.row * old.width + place.column, 1)
    }
    return PixelMap(plane: map, height: new.height, width: new.width)
  }

  /// Pixels at places between those of the image.
  ///
  /// - Parameters:
  ///   - rows: for each pixel of the result, the row it comes from.
  ///   - columns: and the column.
  package static func sampling(
    rows: [Double], columns: [Double], from old: (height: Int, width: Int), to new: (height: Int, width: Int),
    nearest: Bool = false, beyond: PaddingFill = .constant(0)
  ) -> PixelMap {
    PixelMap(
      plane: .sampling(
        rows: rows, columns: columns, height: old.height, width: old.width, nearest: nearest, beyond: beyond),
      height: new.height, width: new.width)
  }

  /// Pixels from where an affine map of places says: `matrix` (2×3, row major) times (x, y, 1), both counted from the
  /// centres, right and down.
  package static func affine(
    _ matrix: [Double], from old: (height: Int, width: Int), to new: (height: Int, width: Int), nearest: Bool = false,
    beyond: PaddingFill = .constant(0)
  ) -> PixelMap {
    precondition(matrix.count == 6, "an affine map of the plane has six numbers")
    let places = places(new.height * new.width) { rows, columns in
      assay_affine_places(rows, columns, matrix, new.height, new.width, old.height, old.width)
    }
    return .sampling(
      rows: places.rows, columns: places.columns, from: old, to: new, nearest: nearest, beyond: beyond)
  }

  /// Each pixel from its own place plus a displacement, down and to the right, of which there is one for each pixel.
  package static func deforming(
    down: [Float], right: [Float], _ size: (height: Int, width: Int), nearest: Bool, beyond: PaddingFill
  ) -> PixelMap {
    let places = places(size.height * size.width) { rows, columns in
      assay_displaced_places(rows, columns, down, right, size.height, size.width)
    }
    return .sampling(
      rows: places.rows, columns: places.columns, from: size, to: size, nearest: nearest, beyond: beyond)
  }

  private static func places(
    _ count: Int, _ fill: (_ rows: UnsafeMutablePointer<Double>, _ columns: UnsafeMutablePointer<Double>) -> Void
  ) -> (rows: [Double], columns: [Double]) {
    var columns: [Double] = []
    let rows = [Double](unsafeUninitializedCapacity: count) { rows, rowCount in
      columns = [Double](unsafeUninitializedCapacity: count) { columns, columnCount in
        if let rows = rows.baseAddress, let columns = columns.baseAddress { fill(rows, columns) }
        columnCount = count
      }
      rowCount = count
    }
    return (rows, columns)
  }
}

extension Tensor {
  /// N×C×H×W images mapped linearly; where the weights of a pixel do not add up to 1, `fill` has the rest.
  ///
  /// - Parameter maps: one for all, or one for each image: of the same size and form.
  package func mapped(by maps: [PixelMap], fill: Float = 0) -> Tensor {
    precondition(maps.count == 1 || maps.count == shape[0], "\(maps.count) maps do not fit images of \(shape)")
    let mapped = unfilled(maps)
    guard fill != 0 else { return mapped }
    let pixels = Tensor(repeating: 1, shape: [maps.count, 1, shape[2], shape[3]])
    return mapped + (1 - pixels.unfilled(maps)) * fill
  }

  /// The same for all images.
  package func mapped(by map: PixelMap, fill: Float = 0) -> Tensor { mapped(by: [map], fill: fill) }

  private func unfilled(_ maps: [PixelMap]) -> Tensor {
    var (rows, columns, planes): ([SparseMap], [SparseMap], [SparseMap]) = ([], [], [])
    for map in maps {
      switch map.form {
      case .axes(let vertical, let horizontal):
        rows.append(vertical)
        columns.append(horizontal)
      case .plane(let plane): planes.append(plane)
      }
    }
    precondition(rows.isEmpty || planes.isEmpty, "maps of different forms cannot be applied together")
    if planes.isEmpty { return resampled(rows: rows, columns: columns) }
    let pixels = reshaped(to: [shape[0], shape[1], 1, shape[2] * shape[3]])
    let result = apply(AxisResampling(axis: 3, maps: planes), [pixels])
    return result.reshaped(to: [shape[0], shape[1], maps[0].height, maps[0].width])
  }
}
