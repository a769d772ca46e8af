extension Tensor {
  /// N×C×H×W images at the places of a grid N×h×w×2, which may depend on what gradients follow: N×C×h×w.
  ///
  /// A place is (x, y) from −1 to 1, left to right and top to bottom, as in PyTorch's `grid_sample`: with `aligned` the
  /// centres of the outermost pixels are at ±1, else their outer edges. `.reflected` mirrors at those, `.replicated` gives
  /// places outside the nearest one inside, and a constant stands for every pixel outside.
  ///
  /// Differentiable any number of times in images and places (Jaderberg et al. 2015, section 3.3), but where a place is on
  /// a row or a column of pixels; `nearest` pixels give places no gradient.
  public func sampled(
    at grid: Tensor, nearest: Bool = false, beyond: PaddingFill = .constant(0), aligned: Bool = false
  ) -> Tensor {
    precondition(
      shape.rank == 4 && grid.shape.rank == 4 && grid.shape[0] == shape[0] && grid.shape[3] == 2 && shape[2] > 0
        && shape[3] > 0, "a grid of shape \(grid.shape) does not sample images of shape \(shape)")
    let axes = GridAxes(grid: grid, height: shape[2], width: shape[3], beyond: beyond, aligned: aligned)
    var fill: Float = 0
    if case .constant(let value) = beyond { fill = value }
    if nearest { return mapped(by: axes.maps(offset: (0, 0), nearest: true), fill: fill) }
    // The four pixels around each place, each times the area of the rectangle opposite to it.
    let (down, right) = (axes.y.fraction, axes.x.fraction)
    func corner(_ row: Int, _ column: Int) -> Tensor {
      let area = (row == 0 ? 1 - down : down) * (column == 0 ? 1 - right : right)
      return mapped(by: axes.maps(offset: (row, column), nearest: false), fill: fill) * area
    }
    return (corner(0, 0) + corner(0, 1)) + (corner(1, 0) + corner(1, 1))
  }
}

/// The places of a grid in rows and columns of pixels.
private struct GridAxes {
  let x, y: GridAxis
  private let size: (height: Int, width: Int)
  private let new: (height: Int, width: Int)

  init(grid: Tensor, height: Int, width: Int, beyond: PaddingFill, aligned: Bool) {
    // As images of two channels.
    let places = grid.permuted([0, 3, 1, 2])
    x = GridAxis(places.channels(0..<1), length: width, beyond: beyond, aligned: aligned)
    y = GridAxis(places.channels(1..<2), length: height, beyond: beyond, aligned: aligned)
    size = (height, width)
    new = (grid.shape[1], grid.shape[2])
  }

  /// For each image the map that takes the pixel `offset` behind the one above and to the left of each place.
  func maps(offset: (row: Int, column: Int), nearest: Bool) -> [PixelMap] {
    let (rows, columns) = nearest ? (y.places, x.places) : (y.floors, x.floors)
    let count = new.height * new.width
    return stride(from: 0, to: rows.count, by: max(1, count)).map { start in
      .sampling(
        rows: rows[start..<start + count].map { $0 + Double(offset.row) },
        columns: columns[start..<start + count].map { $0 + Double(offset.column) }, from: size, to: new, nearest: true)
    }
  }
}

/// One coordinate of the places of a grid.
private struct GridAxis {
  /// Where each place is, in pixels.
  let places: [Double]
  /// The whole pixels before it.
  let floors: [Double]
  /// How far behind that, N×1×h×w; this is what gradients follow.
  let fraction: Tensor

  init(_ coordinate: Tensor, length: Int, beyond: PaddingFill, aligned: Bool) {
    let position =
      aligned ? (coordinate + 1) * (Float(length - 1) / 2) : ((coordinate + 1) * Float(length) - 1) / 2
    let folded = position.detached.elements.map { Self.fold($0, length, beyond, aligned) }
    places = folded.map { Double($0.place) }
    floors = places.map { $0.rounded(.down) }
    let behind = zip(folded, floors).map { Float(Double($0.place) - $1) }
    // What is subtracted is exactly what is there: the value is the fraction, the derivative that of the folded place.
    let slopes = Tensor(shape: position.shape, elements: folded.map(\.slope))
    fraction = (position - position.detached) * slopes + Tensor(shape: position.shape, elements: behind)
  }

  /// The place inside the image that one outside stands for, and how fast it moves with it.
  private static func fold(
    _ place: Float, _ length: Int, _ beyond: PaddingFill, _ aligned: Bool
  ) -> (place: Float, slope: Float) {
    guard place.isFinite else { return (-2, 0) }
    var (inside, slope): (Float, Float) = (place, 1)
    switch beyond {
    // Far outside all is alike, and integers hold it.
    case .constant: return place > -2 && place < Float(length) + 1 ? (place, 1) : (-2, 0)
    case .replicated: break
    case .reflected:
      let low: Float = aligned ? 0 : -0.5
      let span = Float(aligned ? length - 1 : length)
      if span == 0 { return (0, 0) }
      let distance = (place - low).magnitude
      let (turns, rest) = ((distance / span).rounded(.down), distance.truncatingRemainder(dividingBy: span))
      let isForward = turns.truncatingRemainder(dividingBy: 2) == 0
      inside = isForward ? low + rest : low + span - rest
      slope = (place < low) == isForward ? -1 : 1
    }
    let last = Float(length - 1)
    return inside < 0 ? (0, 0) : inside > last ? (last, 0) : (inside, slope)
  }
}
