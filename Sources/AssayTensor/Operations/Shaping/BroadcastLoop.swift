/// Walks a large tensor in runs along its innermost stored axis, beside a smaller one that is repeated over it.
struct BroadcastLoop {
  private let extents: [Int]
  private let strides: [Int]

  init(from small: Shape, to large: Shape) {
    precondition(
      small.rank == large.rank && zip(small.dimensions, large.dimensions).allSatisfy { $0 == $1 || $0 == 1 },
      "a tensor of shape \(small) cannot be stretched to \(large)")
    let (from, to) = (small.storageDimensions, large.storageDimensions)
    var stride = 1
    var strides = [Int](repeating: 0, count: from.count)
    for axis in from.indices.reversed() {
      strides[axis] = from[axis] == 1 ? 0 : stride
      stride *= from[axis]
    }
    extents = to
    self.strides = strides
  }

  /// Calls `body` with the offsets of a run in the small and in the large tensor, its length, and whether the small one
  /// repeats a single element along it.
  func forEachRun(_ body: (_ small: Int, _ large: Int, _ length: Int, _ repeats: Bool) -> Void) {
    guard let length = extents.last, let innermost = strides.last, !extents.contains(0) else { return }
    var position = [Int](repeating: 0, count: extents.count - 1)
    var (small, large) = (0, 0)
    while true {
      body(small, large, length, innermost == 0)
      large += length
      var axis = position.count - 1
      while axis >= 0 {
        position[axis] += 1
        small += strides[axis]
        if position[axis] < extents[axis] { break }
        small -= strides[axis] * extents[axis]
        position[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// The number of columns when only the innermost stored axis is kept: then the sum is one over rows.
  static func columnsKept(of large: Shape, in small: Shape) -> Int? {
    let (to, from) = (large.storageDimensions, small.storageDimensions)
    guard let columns = to.last, from.last == columns, from.dropLast().allSatisfy({ $0 == 1 }) else { return nil }
    return columns
  }
}
