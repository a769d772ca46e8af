/// The five row filters of PNG: each byte is stored as its difference from a prediction (Specification, section 9).
///
/// "Left" is the byte one whole pixel earlier (`step` bytes), "above" the one in the previous row.
enum PNGFilter: UInt8, CaseIterable {
  case none = 0
  case left = 1
  case above = 2
  case average = 3
  case paeth = 4

  /// Turns the differences in `row` back into bytes, in place.
  ///
  /// `previous` are the bytes of the row above, zeros for the first; `step` is at most `count`.
  func undo(_ row: UnsafeMutablePointer<UInt8>, previous: UnsafePointer<UInt8>, count: Int, step: Int) {
    var index = step
    switch self {
    case .none: break
    case .left:
      while index < count {
        row[index] &+= row[index &- step]
        index &+= 1
      }
    case .above:
      index = 0
      while index < count {
        row[index] &+= previous[index]
        index &+= 1
      }
    case .average:
      for first in 0..<step { row[first] &+= previous[first] >> 1 }
      while index < count {
        row[index] &+= Self.mean(row[index &- step], previous[index])
        index &+= 1
      }
    case .paeth:
      for first in 0..<step { row[first] &+= previous[first] }
      while index < count {
        row[index] &+= Self.paeth(row[index &- step], previous[index], previous[index &- step])
        index &+= 1
      }
    }
  }

  /// Writes the differences of `row` into `target` and returns the sum of their absolute values as signed bytes.
  ///
  /// A small sum is a good sign that the row compresses well (Specification, section 12.7).
  func apply(
    to row: UnsafePointer<UInt8>, previous: UnsafePointer<UInt8>, count: Int, step: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var sum = 0
    var index = 0
    while index < count {
      let left = index < step ? 0 : row[index &- step]
      let above = previous[index]
      let prediction: UInt8 =
        switch self {
        case .none: 0
        case .left: left
        case .above: above
        case .average: Self.mean(left, above)
        case .paeth: Self.paeth(left, above, index < step ? 0 : previous[index &- step])
        }
      let difference = row[index] &- prediction
      target[index] = difference
      sum &+= Int(difference < 128 ? difference : 0 &- difference)
      index &+= 1
    }
    return sum
  }

  /// The mean of two bytes, rounded down.
  @inline(__always)
  private static func mean(_ left: UInt8, _ above: UInt8) -> UInt8 {
    (left & above) &+ ((left ^ above) >> 1)
  }

  /// Whichever of the three neighbours is nearest to left + above - corner, ties in that order.
  @inline(__always)
  private static func paeth(_ left: UInt8, _ above: UInt8, _ corner: UInt8) -> UInt8 {
    let (a, b, c) = (Int(left), Int(above), Int(corner))
    let toLeft = b > c ? b &- c : c &- b
    let toAbove = a > c ? a &- c : c &- a
    let sum = a &+ b &- c &- c
    let toCorner = sum < 0 ? 0 &- sum : sum
    if toLeft <= toAbove, toLeft <= toCorner { return left }
    return toAbove <= toCorner ? above : corner
  }
}
