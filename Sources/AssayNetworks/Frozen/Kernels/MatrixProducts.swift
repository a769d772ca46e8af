/// Products of the matrices of two values, of one example: those of each place along the axes outside of them.
///
/// Either value, and the result, may lie in any order in memory that keeps the rows or the columns of a matrix together.
package struct MatrixProducts: Sendable, Equatable {
  /// Where the matrices of a value are: strides along the outer axes, of the rows and of the columns.
  struct Place: Sendable, Equatable {
    var outer: [Int]
    var row: Int
    var column: Int

    /// The place of row-major matrices one after the other.
    init(outer extents: [Int], rows: Int, columns: Int) {
      var (strides, stride) = ([Int](), rows * columns)
      for extent in extents.reversed() {
        strides.append(stride)
        stride *= extent
      }
      (outer, row, column) = (strides.reversed(), columns, 1)
    }

    /// The place that strides along all axes describe; nil where neither rows nor columns lie together.
    init?(_ strides: [Int], rows: Int, columns: Int) {
      guard strides.count >= 2 else { return nil }
      outer = Array(strides.dropLast(2))
      // An extent of 1 has no stride of its own.
      row = rows == 1 ? columns : strides[strides.count - 2]
      column = columns == 1 ? 1 : strides[strides.count - 1]
      guard row == 1 || column == 1 else { return nil }
    }
  }

  /// The extents of the axes outside of the matrices.
  let outer: [Int]
  /// The products are of rows×depth and depth×columns matrices.
  let rows, depth, columns: Int
  var left: Place
  var right: Place
  var result: Place
  /// What every product is multiplied by.
  var factor: Float = 1

  /// Products of row-major matrices one after the other.
  init(outer: [Int], rows: Int, depth: Int, columns: Int) {
    (self.outer, self.rows, self.depth, self.columns) = (outer, rows, depth, columns)
    left = Place(outer: outer, rows: rows, columns: depth)
    right = Place(outer: outer, rows: depth, columns: columns)
    result = Place(outer: outer, rows: rows, columns: columns)
  }

  /// How many products there are.
  var count: Int { outer.reduce(1, *) }

  /// The multiplications of one example.
  var multiplyAdds: Int { count * rows * depth * columns }

  /// How far the matrix of product `index` is behind the first, at strides along the outer axes.
  func offset(of index: Int, _ strides: [Int]) -> Int {
    var (rest, offset) = (index, 0)
    for axis in outer.indices.reversed() {
      offset += rest % outer[axis] * strides[axis]
      rest /= outer[axis]
    }
    return offset
  }
}
