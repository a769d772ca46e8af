import AssayBase
import AssayImages

/// Digits of 28 × 28 pixels drawn stroke by stroke in several styles of writing each, framed as those of MNIST are.
///
/// A stroke is a spline through points that are moved at random; the pen has a thickness and a pressure. As in MNIST
/// (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", Proc. IEEE 86, 1998,
/// section III.A) the digit fills a box of 20 × 20 and its centre of mass is in the middle. Nuisance of pose turns it
/// by up to 12°, slants it by up to 0.5, shrinks it by up to a fifth and moves it by up to 1.5 pixels; nuisance of form
/// is the style, moved points, a bent sheet, proportions and the pen. The one region is the "digit".
public struct DrawnDigits: DrawnPictures {
  /// What the set is called.
  public let name: String = "drawn-digits"
  /// The names of the classes.
  public let classNames: [String] = (0...9).map { "\($0)" }
  /// The size of every picture.
  public let imageSize: ImageSize = ImageSize(channels: 1, height: 28, width: 28)
  /// The nuisance that data sets have unless told otherwise.
  public let usualNuisance: Nuisance = Nuisance(pose: 1, form: 1)

  /// Makes the kind; it has no settings.
  public init() {}

  /// The picture of a class and a key.
  public func picture(of label: Int, key: RandomKey, nuisance: Nuisance) -> DrawnPicture {
    var form = DrawnVariation(key.derived("form"), amount: nuisance.form)
    var pose = DrawnVariation(key.derived("pose"), amount: nuisance.pose)
    let styles = DigitStyles.all[label]
    let style = styles[form.style(of: styles.count)]
    let pen = Pen(&form)
    let sheet = Sheet(&form)
    let slant = Slant(&pose)
    var strokes = style.strokes.map { stroke -> [PlanePoint] in
      let places = stroke.map { sheet.bent($0.place + PlanePoint(form.deviation(0.07), form.deviation(0.07))) }
      return PenCurve.points(through: places, isCorner: stroke.map(\.isCorner), pieces: 6).map { slant.applied(to: $0) }
    }
    Frame(&pose, pen: pen).place(&strokes)
    var ink = DrawingPlane(width: 28, height: 28)
    for stroke in strokes { pen.draw(stroke, on: &ink) }
    return DrawnPicture(planes: [ink], regions: [DrawnRegion("digit", ink)])
  }

  /// How the pen is held.
  private struct Pen {
    let radius: Float
    private let fading: Float
    private let softness: Float

    init(_ form: inout DrawnVariation) {
      radius = form.number(1.25, 0.7, 2.4)
      fading = form.deviation(0.25)
      softness = form.number(1.4, 1.1, 2)
    }

    /// Draws a stroke, thicker at one of its ends where the pressure changes.
    func draw(_ points: [PlanePoint], on ink: inout DrawingPlane) {
      let count = Float(max(1, points.count - 1))
      let (usual, fading) = (self.radius, self.fading)
      func width(at index: Int) -> Float {
        let along: Float = 2 * Float(index) / count - 1
        return usual * (1 + fading * along)
      }
      for index in points.indices.dropLast() {
        ink.raise(
          .line(points[index], points[index + 1], startRadius: width(at: index), endRadius: width(at: index + 1)),
          softness: softness)
      }
    }
  }

  /// Proportions, and a sheet of paper that is bent: a quadratic map of the box.
  private struct Sheet {
    private let across: [Float]
    private let down: [Float]
    private let aspect: Float

    init(_ form: inout DrawnVariation) {
      across = (0..<3).map { _ in form.deviation(0.28) }
      down = (0..<3).map { _ in form.deviation(0.28) }
      aspect = form.number(0.75, 0.55, 1.05)
    }

    func bent(_ place: PlanePoint) -> PlanePoint {
      let (x, y) = (place.x - 0.5, place.y - 0.5)
      let (xx, xy, yy) = (x * x, x * y, y * y)
      let right: Float = across[0] * xx + across[1] * xy + across[2] * yy
      let below: Float = down[0] * xx + down[1] * xy + down[2] * yy
      return PlanePoint(aspect * (x + right), y + below)
    }
  }

  /// How the writing leans.
  private struct Slant {
    private let turn: PlaneTurn
    private let shear: Float

    init(_ pose: inout DrawnVariation) {
      turn = PlaneTurn(degrees: pose.deviation(12))
      shear = pose.number(0, -0.15, 0.5)
    }

    func applied(to place: PlanePoint) -> PlanePoint {
      PlanePoint(place.x - shear * place.y, place.y).turned(turn)
    }
  }

  /// How the digit is put into the picture.
  private struct Frame {
    private let side: Float
    private let shift: PlanePoint
    private let margin: Float

    init(_ pose: inout DrawnVariation, pen: Pen) {
      side = 20 * pose.number(1, 0.82, 1.02)
      shift = PlanePoint(pose.deviation(1.5), pose.deviation(1.5))
      margin = 2 * pen.radius
    }

    /// Scales strokes so that what the pen covers fills the box, and moves their centre of mass to the middle.
    func place(_ strokes: inout [[PlanePoint]]) {
      let points = strokes.flatMap(\.self)
      let (xs, ys) = (points.map(\.x), points.map(\.y))
      let width = (xs.max() ?? 0) - (xs.min() ?? 0)
      let height = (ys.max() ?? 0) - (ys.min() ?? 0)
      let scale = (side - margin) / max(width, height, 0.01)
      let move = PlanePoint(14, 14) + shift - Self.centreOfMass(strokes) * scale
      for stroke in strokes.indices {
        for index in strokes[stroke].indices { strokes[stroke][index] = strokes[stroke][index] * scale + move }
      }
    }

    private static func centreOfMass(_ strokes: [[PlanePoint]]) -> PlanePoint {
      var (sum, mass) = (PlanePoint(0, 0), Float(0))
      for stroke in strokes {
        for (start, end) in zip(stroke, stroke.dropFirst()) {
          let length = (end - start).length
          sum = sum + (start + end) * (length / 2)
          mass += length
        }
      }
      return mass == 0 ? sum : sum * (1 / mass)
    }
  }
}
