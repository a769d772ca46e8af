/// Places spread evenly over an image, about as many as asked for: those of scikit-image's `regular_grid`.
struct SeedGrid {
  /// The places, row after row.
  let places: [(row: Int, column: Int)]
  /// The greater distance of the two directions, in pixels.
  let step: Double

  /// A grid of about `count` places, but no more than there are pixels.
  ///
  /// Places are equally far apart down and across, unless the image is narrower than that: then they stand in one line.
  init(height: Int, width: Int, count: Int) {
    let (pixels, wanted) = (Double(height) * Double(width), Double(count))
    guard pixels > wanted else {
      places = (0..<height).flatMap { row in (0..<width).map { (row, $0) } }
      step = 1
      return
    }
    // The image counts as a box one pixel deep. Sides shorter than the step take one place, the others share the rest.
    let (shorter, longer) = (Double(min(height, width)), Double(max(height, width)))
    let even = (pixels / wanted).squareRoot()
    var steps = (shorter: even, longer: even)
    if shorter < steps.shorter { steps = (shorter, longer / wanted) }
    let isTall = height > width
    let (down, across) = isTall ? (steps.longer, steps.shorter) : (steps.shorter, steps.longer)
    let rows = Self.places(length: height, step: down), columns = Self.places(length: width, step: across)
    places = rows.flatMap { row in columns.map { (row, $0) } }
    step = max(Self.whole(down), Self.whole(across), 1)
  }

  /// Half-way cases go to the even number, as NumPy rounds.
  private static func whole(_ step: Double) -> Double { step.rounded(.toNearestOrEven) }

  private static func places(length: Int, step: Double) -> [Int] {
    Array(stride(from: Int((step / 2).rounded(.down)), to: length, by: max(1, Int(whole(step)))))
  }
}
