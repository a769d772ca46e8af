import AssayImages

/// The way of a pen through given points as short straight pieces: a Catmull–Rom spline, broken at corners.
///
/// E. Catmull and R. Rom, "A class of local interpolating splines", Computer Aided Geometric Design, 1974.
enum PenCurve {
  /// The points of the curve; `pieces` of them for each point given but the first.
  static func points(through places: [PlanePoint], isCorner: [Bool], pieces: Int) -> [PlanePoint] {
    guard let first = places.first else { return [] }
    var points = [first]
    points.reserveCapacity(places.count * pieces)
    for index in places.indices.dropLast() {
      let (start, end) = (places[index], places[index + 1])
      // Behind a corner or an end the curve leaves along its chord.
      let before = index == 0 || isCorner[index] ? start : places[index - 1]
      let after = index + 2 == places.count || isCorner[index + 1] ? end : places[index + 2]
      for piece in 1...pieces {
        points.append(blend(before, start, end, after, at: Float(piece) / Float(pieces)))
      }
    }
    return points
  }

  private static func blend(
    _ before: PlanePoint, _ start: PlanePoint, _ end: PlanePoint, _ after: PlanePoint, at t: Float
  ) -> PlanePoint {
    func value(_ a: Float, _ b: Float, _ c: Float, _ d: Float) -> Float {
      let cubic = 3 * (b - c) + d - a
      let square = 2 * a - 5 * b + 4 * c - d
      return b + 0.5 * t * (c - a + t * (square + t * cubic))
    }
    return PlanePoint(
      value(before.x, start.x, end.x, after.x), value(before.y, start.y, end.y, after.y))
  }
}
