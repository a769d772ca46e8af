import AssayBase

/// Where in the ball a linear score is highest.
extension GridBall {
  /// The image of the ball to which a slope leads, with changes only in some pixels; all of them unless given.
  ///
  /// Exact for ℓ∞, ℓ1 and ℓ0; for ℓ2 up to the rounding to the grid.
  public func farthest(along slope: [Double], in pixels: [Int]? = nil) -> [UInt8] {
    guard slope.count == clean.count else { return clean }
    var image = clean
    let places = pixels.map { $0.flatMap { self.places(of: $0) } } ?? Array(clean.indices)
    for (place, change) in zip(places, changes(along: slope, at: places)) where change != 0 {
      image[place] = UInt8(clamping: Int(clean[place]) + change)
    }
    return image
  }

  /// What a pixel can give to a linear score when it alone changes.
  func gain(of pixel: Int, along slope: [Double]) -> Double {
    let places = Array(places(of: pixel))
    return zip(places, changes(along: slope, at: places)).reduce(0) { $0 + slope[$1.0] * Double($1.1) }
  }

  /// The places of a pixel's values.
  func places(of pixel: Int) -> Range<Int> { pixel * channels..<(pixel + 1) * channels }

  /// How far a value can go in the direction of a slope, in grid steps.
  private func room(_ place: Int, _ slope: Double) -> Int {
    guard slope != 0, slope.isFinite else { return 0 }
    return min(largestStep, slope > 0 ? 255 - Int(clean[place]) : Int(clean[place]))
  }

  private func changes(along slope: [Double], at places: [Int]) -> [Int] {
    let rooms = places.map { room($0, slope[$0]) }
    let lengths: [Int]
    switch norm {
    case .linf: lengths = rooms
    case .l0: lengths = richestPixels(slope, places, rooms)
    case .l1: lengths = filled(slope, places, rooms)
    case .l2: lengths = rounded(slope, places, rooms)
    }
    return zip(places, lengths).map { slope[$0] > 0 ? $1 : -$1 }
  }

  /// ℓ0: everything in the pixels that give the most.
  private func richestPixels(_ slope: [Double], _ places: [Int], _ rooms: [Int]) -> [Int] {
    let count = Int(max(0, min(Double(clean.count), radius.rounded(.down))))
    var gains: [Int: Double] = [:]
    for (place, room) in zip(places, rooms) where room > 0 {
      gains[place / channels, default: 0] += abs(slope[place]) * Double(room)
    }
    guard gains.count > count else { return rooms }
    let richest = Set(gains.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.prefix(count).map(\.key))
    return zip(places, rooms).map { richest.contains($0 / channels) ? $1 : 0 }
  }

  /// ℓ1: the steepest values first, each to its end, until the radius is spent.
  private func filled(_ slope: [Double], _ places: [Int], _ rooms: [Int]) -> [Int] {
    var lengths = [Int](repeating: 0, count: places.count)
    var left = Int(max(0, min(radius, 1e15)))
    for index in steepestFirst(slope, places, rooms) {
      lengths[index] = min(left, rooms[index])
      left -= lengths[index]
    }
    return lengths
  }

  /// ℓ2: changes in proportion to the slope where there is room, rounded down, and what is left in single steps.
  private func rounded(_ slope: [Double], _ places: [Int], _ rooms: [Int]) -> [Int] {
    let order = steepestFirst(slope, places, rooms)
    let steepest = order.first.map { abs(slope[places[$0]]) } ?? 1
    let slopes = places.map { abs(slope[$0]) / steepest }
    var lengths = [Int](repeating: 0, count: places.count)
    var (open, left) = (order, max(0, radius) * max(0, radius))
    // Values without room for their share get all they can, which leaves more for the others; at most all do.
    while !open.isEmpty {
      let scale = (max(0, left) / open.reduce(0) { $0 + slopes[$1] * slopes[$1] }).squareRoot()
      let full = open.filter { slopes[$0] * scale >= Double(rooms[$0]) }
      if full.isEmpty {
        for index in open { lengths[index] = Int(slopes[index] * scale) }
        break
      }
      for index in full { lengths[index] = rooms[index] }
      left -= full.reduce(0) { $0 + Double(rooms[$1] * rooms[$1]) }
      open.removeAll { lengths[$0] > 0 }
    }
    var unused = radius * radius - lengths.reduce(0) { $0 + Double($1 * $1) }
    for index in order where lengths[index] < rooms[index] {
      let cost = Double(2 * lengths[index] + 1)
      guard cost <= unused else { continue }
      lengths[index] += 1
      unused -= cost
    }
    return lengths
  }

  private func steepestFirst(_ slope: [Double], _ places: [Int], _ rooms: [Int]) -> [Int] {
    places.indices.filter { rooms[$0] > 0 }.sorted {
      (-abs(slope[places[$0]]), $0) < (-abs(slope[places[$1]]), $1)
    }
  }
}
