import AssayBase
import AssayImages

/// The lesions of one level.
struct FundusLesions {
  private let level: Int
  private let key: RandomKey
  private let form: Double

  init(level: Int, key: RandomKey, nuisance: Nuisance) {
    self.level = level
    self.key = key
    form = nuisance.form
  }

  /// How many of a kind a level has: the usual number, and the range that form allows.
  private typealias Numbers = [(usual: Float, low: Float, high: Float)]
  private static let microaneurysms: Numbers = [(0, 0, 0), (6, 3, 8), (9, 6, 13), (13, 10, 18), (10, 6, 15)]
  private static let haemorrhages: Numbers = [(0, 0, 0), (0, 0, 0), (4, 2, 6), (14, 10, 18), (9, 5, 14)]
  private static let exudates: Numbers = [(0, 0, 0), (0, 0, 0), (6, 3, 9), (10, 5, 15), (9, 4, 15)]

  private static let red = ColourPainting.Colour(0.36, 0.03, 0.04)
  private static let yellow = ColourPainting.Colour(0.98, 0.9, 0.5)

  /// Draws the lesions and gives their regions.
  func draw(on painting: inout ColourPainting, eye: Eye) -> [DrawnRegion] {
    let kinds: [(name: String, share: DrawingPlane, colour: ColourPainting.Colour)] = [
      ("microaneurysms", microaneurysms(eye), Self.red), ("haemorrhages", haemorrhages(eye), Self.red),
      ("exudates", exudates(eye), Self.yellow), ("new vessels", newVessels(eye), Self.red),
    ]
    var strength = DrawnVariation(key.derived("strength"), amount: form)
    for kind in kinds { painting.blend(kind.colour, by: kind.share, opacity: strength.number(0.9, 0.65, 0.95)) }
    return kinds.map { DrawnRegion($0.name, $0.share) }
  }

  private func empty() -> DrawingPlane { DrawingPlane(width: Eye.side, height: Eye.side) }

  /// A place of the field, away from its rim and from the optic disc.
  private func place(_ variation: inout DrawnVariation, _ eye: Eye, reach: Float = 50) -> PlanePoint {
    for _ in 0..<16 {
      let (x, y) = (variation.uniform(-reach, reach), variation.uniform(-reach, reach))
      let fromDisc = (x - 27) * (x - 27) + y * y
      if x * x + y * y < reach * reach, fromDisc > 144 { return eye.at(x, y) }
    }
    return eye.at(-20, 16)
  }

  private func number(_ numbers: Numbers, _ variation: inout DrawnVariation) -> Int {
    let number = numbers[level]
    return Int(variation.number(number.usual, number.low, number.high + 0.999))
  }

  private func microaneurysms(_ eye: Eye) -> DrawingPlane {
    var variation = DrawnVariation(key.derived("microaneurysms"), amount: form)
    var share = empty()
    for _ in 0..<number(Self.microaneurysms, &variation) {
      share.raise(.disc(place(&variation, eye), radius: variation.number(1.2, 0.95, 1.45)), softness: 1)
    }
    return share
  }

  /// Blots of a few discs each; in proliferative eyes a large one too.
  private func haemorrhages(_ eye: Eye) -> DrawingPlane {
    var variation = DrawnVariation(key.derived("haemorrhages"), amount: form)
    var share = empty()
    for _ in 0..<number(Self.haemorrhages, &variation) {
      let centre = place(&variation, eye)
      let radius = variation.number(2.5, 1.9, 3.3)
      for _ in 0..<3 {
        let step = PlanePoint(variation.uniform(-1, 1), variation.uniform(-1, 1)) * radius
        share.raise(.disc(centre + step, radius: radius), softness: 1.5)
      }
    }
    if level == 4 {
      let centre = place(&variation, eye, reach: 34)
      let (a, b) = (variation.number(12, 9, 15), variation.number(6, 4.5, 8))
      share.raise(
        .ellipse(centre, halfWidth: a, halfHeight: b, turn: PlaneTurn(degrees: variation.deviation(40))), softness: 2)
    }
    return share
  }

  /// Groups of bright flecks.
  private func exudates(_ eye: Eye) -> DrawingPlane {
    var variation = DrawnVariation(key.derived("exudates"), amount: form)
    var share = empty()
    var centre = place(&variation, eye, reach: 36)
    for fleck in 0..<number(Self.exudates, &variation) {
      if fleck % 4 == 3 { centre = place(&variation, eye, reach: 36) }
      let step = PlanePoint(variation.uniform(-7, 7), variation.uniform(-7, 7))
      share.raise(.disc(centre + step, radius: variation.number(1.4, 1, 2)), softness: 1)
    }
    return share
  }

  /// A tangle of thin vessels at the optic disc or beside an arcade.
  private func newVessels(_ eye: Eye) -> DrawingPlane {
    var share = empty()
    guard level == 4 else { return share }
    var variation = DrawnVariation(key.derived("new vessels"), amount: form)
    let centre = variation.style(of: 2) == 0 ? eye.at(22, -4) : eye.at(-4, 24)
    for _ in 0..<7 {
      let points =
        [centre]
        + (0..<3).map { _ in
          centre + PlanePoint(variation.uniform(-11, 11), variation.uniform(-11, 11))
        }
      let curve = PenCurve.points(through: points, isCorner: points.map { _ in false }, pieces: 4)
      for (start, end) in zip(curve, curve.dropFirst()) { share.raise(.line(start, end, radius: 0.6)) }
    }
    return share
  }
}
