import AssayImages

/// The textures of ``ShapeTexture``, in the order of their labels.
enum ConflictTexture: String, CaseIterable {
  case stripes, checks, dots, rings, clouds, bricks

  /// The share of the dark colour at each pixel.
  func plane(width: Int, height: Int, _ form: inout DrawnVariation) -> DrawingPlane {
    let turn = PlaneTurn(degrees: form.deviation(45))
    let period = form.number(8, 6.5, 10)
    let phase = PlanePoint(form.number(0, 0, period), form.number(0, 0, period))
    if self == .clouds {
      var cloud = form.noise { DrawingPlane.noise(width: width, height: height, period: 5, octaves: 2, from: &$0) }
      cloud.map { min(max(0.5 + 4 * $0, 0), 1) }
      return cloud
    }
    var plane = DrawingPlane(width: width, height: height)
    plane.set { column, row in
      let place = PlanePoint(Float(column), Float(row)).turned(turn) + phase
      return Self.soft(value(place, period: period))
    }
    return plane
  }

  /// The signed distance from the edge between dark and light in pixels, roughly; positive is dark.
  private func value(_ place: PlanePoint, period: Float) -> Float {
    let (x, y) = (Self.wave(place.x, period), Self.wave(place.y, period))
    switch self {
    case .stripes, .clouds: return x
    case .checks: return (x < 0) == (y < 0) ? min(x.magnitude, y.magnitude) : -min(x.magnitude, y.magnitude)
    case .dots:
      let (dx, dy) = (period / 4 - x, period / 4 - y)
      return period * 0.32 - (dx * dx + dy * dy).squareRoot()
    case .rings:
      let centred = place - PlanePoint(32, 32)
      return Self.wave(centred.length, period)
    case .bricks:
      // Joints between courses, and upright ones moved by half a brick in every second course.
      let course = (place.y / (period * 0.75) + 0.5).rounded(.down)
      let shifted = place.x + (course - 2 * (course / 2).rounded(.down)) * period
      let joint = max(
        Self.wave(place.y, period * 0.75) - period * 0.75 * 0.12, Self.wave(shifted, 2 * period) - period * 0.4)
      return joint
    }
  }

  /// A triangular wave of slope 1: a quarter of the period in the middle of the dark half, minus that in the light.
  private static func wave(_ x: Float, _ period: Float) -> Float {
    let part = x / period - (x / period).rounded(.down)
    return period * (part < 0.5 ? part : 1 - part) - period / 4
  }

  private static func soft(_ distance: Float) -> Float { min(max(0.5 + distance, 0), 1) }
}
