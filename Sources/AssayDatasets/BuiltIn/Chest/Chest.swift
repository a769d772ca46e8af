import AssayBase
import AssayImages

/// The anatomy of one chest, in pixels of a picture of 128 × 128.
struct Chest {
  private static let side = 128
  private let key: RandomKey
  private let form: Double
  private let turn: PlaneTurn
  private let shift: PlanePoint
  private let width: Float
  private let height: Float
  private let heart: Float
  private let domes: Float
  private let ribs: Float

  init(key: RandomKey, nuisance: Nuisance) {
    self.key = key
    form = nuisance.form
    var pose = DrawnVariation(key.derived("pose"), amount: nuisance.pose)
    turn = PlaneTurn(degrees: pose.deviation(6))
    shift = PlanePoint(pose.deviation(5), pose.deviation(4))
    var anatomy = DrawnVariation(key.derived("anatomy"), amount: nuisance.form)
    width = anatomy.number(1, 0.88, 1.1)
    height = anatomy.number(1, 0.9, 1.08)
    heart = anatomy.number(1, 0.8, 1.25)
    domes = anatomy.deviation(4)
    ribs = anatomy.number(1, 0.7, 1.3)
  }

  /// A place given from the middle of the chest, as it lies in this picture.
  private func at(_ x: Float, _ y: Float) -> PlanePoint {
    PlanePoint(x * width, y * height).turned(turn) + PlanePoint(64, 66) + shift
  }

  private func ellipse(_ x: Float, _ y: Float, _ a: Float, _ b: Float, degrees: Float = 0) -> PlaneShape {
    .ellipse(
      at(x, y), halfWidth: a * width, halfHeight: b * height, turn: PlaneTurn(degrees: degrees).followed(by: turn))
  }

  /// How much of each pixel is lung: two leaning ellipses without what lies over them.
  func lungs() -> DrawingPlane {
    var lungs = DrawingPlane(width: Self.side, height: Self.side)
    lungs.raise(ellipse(-26, -6, 17.5, 40, degrees: 7), softness: 3)
    lungs.raise(ellipse(26, -6, 17, 40, degrees: -7), softness: 3)
    for shape in covers { lungs.fill(shape, with: 0, softness: 3) }
    return lungs
  }

  /// The heart, and the domes of the diaphragm.
  private var covers: [PlaneShape] {
    [
      ellipse(8, 16, 18 * heart, 17 * heart, degrees: 30), ellipse(-26, 45 + domes, 27, 17),
      ellipse(28, 48 - domes, 27, 17),
    ]
  }

  /// The chest without any finding.
  func clear() -> DrawingPlane {
    var picture = DrawingPlane(width: Self.side, height: Self.side, value: 0.05)
    // Shoulders and trunk.
    picture.fill(ellipse(0, 24, 56, 86), with: 0.55, softness: 5)
    picture.fill(.line(at(-50, -34), at(50, -34), radius: 16), with: 0.55, softness: 6)
    picture.fill(.line(at(0, -70), at(0, -44), radius: 12), with: 0.6, softness: 5)
    picture.blend(0.2, by: lungs(), opacity: 0.95)
    for shape in [ellipse(0, -6, 8, 62)] + covers { picture.fill(shape, with: 0.68, opacity: 0.9, softness: 6) }
    drawRibs(on: &picture)
    drawVessels(on: &picture)
    return picture
  }

  private func drawRibs(on picture: inout DrawingPlane) {
    for number in 0..<8 {
      let y = Float(number) * 10.5 - 48
      let reach = 22 + min(Float(number), 3) * 6.5
      for side in [Float(-1), 1] {
        let curve = PenCurve.points(
          through: [
            at(side * 5, y - 1), at(side * reach * 0.6, y - 4), at(side * reach, y + 5),
            at(side * reach * 0.96, y + 15),
          ],
          isCorner: [false, false, false, false], pieces: 4)
        for (start, end) in zip(curve, curve.dropFirst()) {
          picture.fill(.line(start, end, radius: 1.6), with: 0.85, opacity: 0.1 * ribs, softness: 2)
        }
      }
    }
    for side in [Float(-1), 1] {
      picture.fill(.line(at(side * 6, -40), at(side * 46, -50), radius: 2.2), with: 0.88, opacity: 0.35, softness: 2)
    }
    for number in 0..<10 {
      picture.fill(ellipse(0, Float(number) * 11 - 52, 6, 4), with: 0.82, opacity: 0.25, softness: 3)
    }
  }

  /// Thin branches from the hila.
  private func drawVessels(on picture: inout DrawingPlane) {
    var anatomy = DrawnVariation(key.derived("vessels"), amount: form)
    for side in [Float(-1), 1] {
      for branch in 0..<6 {
        let down = Float(branch) * 11 - 32 + anatomy.deviation(5)
        let end = at(side * (26 + anatomy.deviation(5)), down)
        picture.fill(
          .line(at(side * 9, -4), end, startRadius: 1.8, endRadius: 0.4), with: 0.62, opacity: 0.4, softness: 1.5)
      }
    }
  }

  /// A cloudy patch inside one lung: its density, and its extent where the density is a quarter of the most.
  func opacity(within lungs: DrawingPlane) -> (density: DrawingPlane, extent: DrawingPlane) {
    var variation = DrawnVariation(key.derived("opacity"), amount: form)
    let side: Float = variation.style(of: 2) == 0 ? -1 : 1
    let place = (x: side * variation.number(27, 21, 32), y: variation.number(2, -26, 22))
    let (a, b) = (variation.number(11, 7, 13), variation.number(11, 7, 15))
    let strength = variation.number(0.9, 0.6, 0.95)
    var cloud = variation.noise { stream in
      DrawingPlane.noise(width: Self.side, height: Self.side, period: 14, octaves: 3, from: &stream)
    }
    cloud.map { min(max(0.9 + 0.7 * $0, 0), 1) }
    var density = DrawingPlane(width: Self.side, height: Self.side)
    density.raise(ellipse(place.x, place.y, a, b, degrees: variation.deviation(40)), softness: 9)
    density.multiply(by: cloud)
    density.multiply(by: lungs)
    var extent = density
    extent.map { $0 >= 0.25 ? 1 : 0 }
    density.map { $0 * strength }
    return (density, extent)
  }

  /// The unevenness of the exposure, over everything.
  func finish(_ picture: inout DrawingPlane) {
    var variation = DrawnVariation(key.derived("exposure"), amount: form)
    let amount = 0.02 + variation.number(0.02, 0, 0.05)
    picture.add(
      variation.noise { DrawingPlane.noise(width: Self.side, height: Self.side, period: 40, octaves: 4, from: &$0) },
      times: amount)
  }
}
