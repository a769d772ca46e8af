import AssayImages

/// The shapes of ``ShapeTexture``, in the order of their labels.
enum ConflictShape: String, CaseIterable {
  case disc, square, triangle, star, cross, ring

  /// Where a shape lies.
  struct Place {
    let centre: PlanePoint
    let size: Float
    let turn: PlaneTurn

    func at(_ x: Float, _ y: Float) -> PlanePoint { PlanePoint(x * size, y * size).turned(turn) + centre }
  }

  /// The share of each pixel inside.
  func share(at place: Place, width: Int, height: Int) -> DrawingPlane {
    var share = DrawingPlane(width: width, height: height)
    switch self {
    case .disc: share.raise(.disc(place.centre, radius: place.size * 0.95))
    case .ring:
      share.raise(.disc(place.centre, radius: place.size * 1.05))
      share.fill(.disc(place.centre, radius: place.size * 0.5), with: 0)
    case .square: share.raise(polygon([(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)], place))
    case .triangle: share.raise(polygon([(0, -1.1), (1.05, 0.8), (-1.05, 0.8)], place))
    case .star: share.raise(polygon(Self.starCorners, place))
    case .cross:
      let (long, short): (Float, Float) = (1.05, 0.36)
      share.raise(polygon([(-long, -short), (long, -short), (long, short), (-long, short)], place))
      share.raise(polygon([(-short, -long), (short, -long), (short, long), (-short, long)], place))
    }
    return share
  }

  private func polygon(_ corners: [(x: Float, y: Float)], _ place: Place) -> PlaneShape {
    .polygon(corners.map { place.at($0.x, $0.y) })
  }

  /// Five points, every second corner further in.
  private static let starCorners: [(x: Float, y: Float)] = (0..<10).map { corner in
    let turn = PlaneTurn(degrees: Float(corner) * 36)
    let radius: Float = corner % 2 == 0 ? 1.2 : 0.5
    return (radius * turn.sine, -radius * turn.cosine)
  }
}
