/// The earth mover's distance of maps as distributions over the pixels of a grid (Rubner, Tomasi and Guibas 2000).
struct EarthMover: Sendable {
  /// The largest grid whose distances are exact, in pixels.
  static let exactPixels = 1024

  private let height: Int
  private let width: Int
  /// The side of the blocks of pixels whose masses are added up.
  private let block: Int
  /// The distance of two blocks, in pixels, by how many rows and columns lie between them.
  private let lengths: [[Double]]

  init(height: Int, width: Int) {
    func blocks(_ side: Int) -> (rows: Int, columns: Int) { ((height + side - 1) / side, (width + side - 1) / side) }
    var side = 1
    while blocks(side).rows * blocks(side).columns > Self.exactPixels { side += 1 }
    self.height = height
    self.width = width
    block = side
    let (rows, columns) = blocks(side)
    lengths = (0..<rows).map { row in
      (0..<columns).map { column in Double(side) * Double(row * row + column * column).squareRoot() }
    }
  }

  /// The distance in pixels of the magnitudes of two maps, each scaled to a mass of 1.
  ///
  /// 0 for two maps of zeros; for one the distance of the corners of the grid.
  func distance(_ x: [Double], _ y: [Double]) -> Double {
    guard let first = masses(x), let second = masses(y) else {
      let isSame = x.allSatisfy { $0 == 0 } && y.allSatisfy { $0 == 0 }
      return isSame ? 0 : Double((height - 1) * (height - 1) + (width - 1) * (width - 1)).squareRoot()
    }
    // What both have in one place stays there: the ground distance obeys the triangle inequality.
    let surplus = zip(first, second).map { $0 - $1 }
    let sources = surplus.indices.filter { surplus[$0] > 0 }
    let sinks = surplus.indices.filter { surplus[$0] < 0 }
    let columns = lengths[0].count
    let prices = sources.flatMap { source in
      sinks.map { sink in
        lengths[(source / columns - sink / columns).magnitudeAsInt][(source % columns - sink % columns).magnitudeAsInt]
      }
    }
    let plan = TransportPlan(
      supplies: sources.map { surplus[$0] }, demands: sinks.map { -surplus[$0] }, prices: prices)
    return plan.leastCost() / Double(Self.unit)
  }

  /// What a mass of 1 is in the whole numbers that are moved: so the search is exact and comes to an end.
  private static let unit = 1 << 40

  /// The mass of each block, summing to ``unit``; nil when all values are 0.
  private func masses(_ pixels: [Double]) -> [Int]? {
    guard let shares = pixels.scaledToUnitL1 else { return nil }
    let columns = lengths[0].count
    var sums = [Double](repeating: 0, count: lengths.count * columns)
    for (index, share) in shares.enumerated() {
      sums[index / width / block * columns + index % width / block] += share.magnitude
    }
    var masses = sums.map { Int(($0 * Double(Self.unit)).rounded()) }
    // What rounding takes or gives, at most half a unit a block, goes to the largest.
    if let largest = masses.indices.max(by: { masses[$0] < masses[$1] }) {
      masses[largest] += Self.unit - masses.reduce(0, +)
    }
    return masses
  }
}

extension Int {
  /// The magnitude as a signed number, for places in an array.
  fileprivate var magnitudeAsInt: Int { Int(magnitude) }
}
