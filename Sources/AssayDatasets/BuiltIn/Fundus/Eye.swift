import AssayBase
import AssayImages

/// The back of one eye as a camera sees it, in pixels of a picture of 128 × 128.
struct Eye {
  static let side = 128
  /// The radius of the camera's field.
  static let field: Float = 60

  private let key: RandomKey
  private let form: Double
  private let turn: PlaneTurn
  private let shift: PlanePoint
  /// On which side the optic disc is: right eyes have it on the right.
  private let facing: Float
  private let tone: ColourPainting.Colour
  private let discRadius: Float

  init(key: RandomKey, nuisance: Nuisance) {
    self.key = key
    form = nuisance.form
    var pose = DrawnVariation(key.derived("pose"), amount: nuisance.pose)
    turn = PlaneTurn(degrees: pose.deviation(10))
    shift = PlanePoint(pose.deviation(4), pose.deviation(4))
    var anatomy = DrawnVariation(key.derived("anatomy"), amount: nuisance.form)
    facing = anatomy.style(of: 2) == 0 ? 1 : -1
    let pale = ColourPainting.Colour(0.86, 0.46, 0.24), dark = ColourPainting.Colour(0.55, 0.22, 0.09)
    tone = pale.mixed(with: dark, anatomy.number(0.35, 0, 1))
    discRadius = anatomy.number(8, 7, 9.5)
  }

  /// A place given from the middle of the field, with the optic disc towards positive x.
  func at(_ x: Float, _ y: Float) -> PlanePoint {
    PlanePoint(x * facing, y).turned(turn) + shift + PlanePoint(64, 64)
  }

  /// The share of each pixel in the optic disc.
  var opticDisc: DrawingPlane {
    var disc = DrawingPlane(width: Self.side, height: Self.side)
    disc.raise(.ellipse(at(27, 0), halfWidth: discRadius * 0.9, halfHeight: discRadius), softness: 2)
    return disc
  }

  /// The retina without lesions, over the whole picture.
  func healthy() -> ColourPainting {
    var painting = ColourPainting(width: Self.side, height: Self.side, colour: tone)
    // Light falls off towards the rim, and the macula is darker.
    painting.fill(.disc(at(0, 0), radius: 22), with: tone.times(1.18), opacity: 0.7, softness: 90)
    painting.fill(.disc(at(-14, 2), radius: 5), with: tone.times(0.5), opacity: 0.55, softness: 18)
    var texture = DrawnVariation(key.derived("texture"), amount: form)
    let cloud = texture.noise { stream in
      DrawingPlane.noise(width: Self.side, height: Self.side, period: 26, octaves: 4, from: &stream)
    }
    painting.add(cloud, times: 0.05)
    painting.blend(ColourPainting.Colour(0.98, 0.86, 0.55), by: opticDisc, opacity: 0.9)
    painting.fill(.disc(at(27, 0), radius: 3), with: ColourPainting.Colour(1, 0.95, 0.8), opacity: 0.8, softness: 4)
    drawVessels(on: &painting)
    return painting
  }

  /// The four arcades with their branches.
  private func drawVessels(on painting: inout ColourPainting) {
    var anatomy = DrawnVariation(key.derived("vessels"), amount: form)
    for down in [Float(-1), 1] {
      let arch = 31 + anatomy.deviation(6)
      draw(
        [
          (27, 0), (24, down * 14), (10, down * arch * 0.9), (-12, down * arch), (-34, down * (arch - 6)),
          (-52, down * 14),
        ],
        from: 1.7, to: 0.5, &anatomy, on: &painting)
      draw([(27, 0), (31, down * 14), (40, down * 27), (46, down * 40)], from: 1.4, to: 0.5, &anatomy, on: &painting)
      draw([(10, down * arch * 0.9), (4, down * 42), (-6, down * 56)], from: 1, to: 0.4, &anatomy, on: &painting)
      draw([(-12, down * arch), (-20, down * 16), (-24, down * 8)], from: 0.8, to: 0.3, &anatomy, on: &painting)
      draw([(24, down * 14), (10, down * 12), (-2, down * 9)], from: 0.8, to: 0.3, &anatomy, on: &painting)
      draw([(27, 0), (40, down * 6), (56, down * 10)], from: 1, to: 0.4, &anatomy, on: &painting)
    }
  }

  private func draw(
    _ places: [(x: Float, y: Float)], from first: Float, to last: Float, _ anatomy: inout DrawnVariation,
    on painting: inout ColourPainting
  ) {
    let points = places.enumerated().map { index, place in
      let reach: Float = index == 0 ? 0 : 2.5
      return at(place.x + anatomy.deviation(reach), place.y + anatomy.deviation(reach))
    }
    let curve = PenCurve.points(through: points, isCorner: points.map { _ in false }, pieces: 4)
    let blood = tone.mixed(with: ColourPainting.Colour(0.42, 0.06, 0.05), 0.75)
    let pieces = Float(max(1, curve.count - 1))
    for index in curve.indices.dropLast() {
      let (start, end) = (Float(index) / pieces, Float(index + 1) / pieces)
      painting.fill(
        .line(
          curve[index], curve[index + 1], startRadius: first + (last - first) * start,
          endRadius: first + (last - first) * end), with: blood, opacity: 0.7, softness: 1.2)
    }
  }

  /// The black surround of the field.
  func finish(_ painting: inout ColourPainting) {
    var field = DrawingPlane(width: Self.side, height: Self.side)
    field.raise(.disc(PlanePoint(64, 64), radius: Self.field), softness: 2)
    painting.multiply(by: field)
  }
}
