import AssayBase
import AssayImages

/// One hand: its palm faces the viewer, the thumb is on the right.
///
/// Places are given from the middle of the palm in pixels of a hand of usual size, y down.
struct Hand {
  private let pose: HandPose
  private let turn: PlaneTurn
  private let centre: PlanePoint
  private let scale: Float
  private let skin: ColourPainting.Colour
  private let length: Float
  private let thickness: Float
  private var joints: DrawnVariation

  /// The knuckles, lengths and half widths of index, middle, ring and little finger.
  private static let knuckles: [(x: Float, y: Float)] = [(7.2, -8.5), (2.4, -10), (-2.4, -9.6), (-7, -7.8)]
  private static let lengths: [Float] = [16, 18, 16.5, 13]
  private static let radii: [Float] = [2.5, 2.6, 2.5, 2.2]

  init(_ pose: HandPose, key: RandomKey, nuisance: Nuisance) {
    self.pose = pose
    var place = DrawnVariation(key.derived("pose"), amount: nuisance.pose)
    let turn = PlaneTurn(degrees: pose.turn + place.deviation(12))
    self.turn = turn
    scale = place.number(1, 0.85, 1.1)
    // The hand and not its palm is in the middle: fingers reach away from the palm.
    let middle = PlanePoint(32, 32) - PlanePoint(0, -7).turned(turn) * scale
    centre = middle + PlanePoint(place.deviation(4), place.deviation(4))
    var form = DrawnVariation(key.derived("hand"), amount: nuisance.form)
    let light = ColourPainting.Colour(0.95, 0.77, 0.65), dark = ColourPainting.Colour(0.42, 0.27, 0.19)
    skin = light.mixed(with: dark, form.number(0.15, 0, 1))
    length = form.number(1, 0.9, 1.1)
    thickness = form.number(1, 0.9, 1.12)
    joints = form
  }

  private func at(_ x: Float, _ y: Float) -> PlanePoint { PlanePoint(x * scale, y * scale).turned(turn) + centre }

  /// Draws the hand, and how much of each pixel it covers.
  mutating func draw(on painting: inout ColourPainting, share: inout DrawingPlane) {
    var layers = [forearm]
    layers.append(palm)
    if case .between = pose.thumb { layers += [thumb] }
    if pose.thumb == .across { layers += [thumb] }
    let fingers = pose.fingers.indices.reversed().map { (index: $0, layer: finger($0)) }
    // Stretched fingers are behind those that are folded over the palm.
    layers += fingers.filter { !isFolded($0.index) }.map(\.layer)
    if pose.thumb == .under { layers += fingers.filter { isFolded($0.index) }.map(\.layer) + [thumb] }
    if pose.thumb != .under { layers += fingers.filter { isFolded($0.index) }.map(\.layer) }
    switch pose.thumb {
    case .upright, .away, .over, .meeting: layers.append(thumb)
    case .across, .between, .under: break
    }
    for (number, layer) in layers.enumerated() {
      // The arm and the palm have no edge between them.
      let outline = number < 2 ? Float(0.5) : 0.9
      for shape in layer { painting.fill(shape.grown(by: outline * scale), with: skin.times(0.5)) }
      if number == 1 { for shape in layers[0] { painting.fill(shape, with: skin) } }
      for shape in layer {
        painting.fill(shape, with: skin)
        share.raise(shape)
      }
    }
  }

  private func isFolded(_ index: Int) -> Bool {
    if case .folded = pose.fingers[index] { return true }
    return false
  }

  private var forearm: [PlaneShape] {
    [.line(at(0, 12), at(0, 60), startRadius: 6.6 * scale, endRadius: 8.5 * scale)]
  }

  private var palm: [PlaneShape] {
    [
      .line(at(-5.6, -4.6), at(5.6, -5), radius: 4.6 * scale), .line(at(-4.6, 5.5), at(4.8, 5.5), radius: 5.4 * scale),
      .polygon([at(-10, -4.5), at(10, -5), at(10, 5.5), at(-9.8, 5.5)]),
    ]
  }

  /// A chain of joints from the knuckle.
  private mutating func finger(_ index: Int) -> [PlaneShape] {
    let knuckle = Self.knuckles[index]
    let (whole, radius) = (Self.lengths[index] * length, Self.radii[index] * thickness)
    let slack = joints.deviation(5)
    switch pose.fingers[index] {
    case .straight(let angle):
      return chain(from: knuckle, [(angle + slack, whole * 0.55), (angle + slack, whole * 0.45)], radius)
    case .hooked(let angle):
      return chain(
        from: knuckle, [(angle + slack, whole * 0.5), (angle + 75 + slack, whole * 0.28), (angle + 150, whole * 0.2)],
        radius)
    case .curved(let angle):
      return chain(
        from: knuckle,
        [(angle - 8 + slack, whole * 0.42), (angle + 38 + slack, whole * 0.34), (angle + 82 + slack, whole * 0.28)],
        radius)
    case .folded(let reach):
      let top = (x: knuckle.x, y: knuckle.y - 1.2)
      return chain(from: top, [(180 + slack / 2, 6.4 * reach * length)], radius)
    }
  }

  private func chain(
    from start: (x: Float, y: Float), _ bones: [(angle: Float, length: Float)], _ radius: Float
  ) -> [PlaneShape] {
    var place = PlanePoint(start.x, start.y)
    var width = radius
    return bones.map { bone in
      let next = place + PlanePoint(0, -bone.length).turned(PlaneTurn(degrees: bone.angle))
      let end = width * 0.92
      defer { (place, width) = (next, end) }
      return .line(
        at(place.x, place.y), at(next.x, next.y), startRadius: width * scale, endRadius: end * scale)
    }
  }

  private var thumb: [PlaneShape] {
    let base = (x: Float(8.2), y: Float(4.5))
    let radius = 2.8 * thickness
    func bent(_ middle: (Float, Float), _ tip: (Float, Float)) -> [PlaneShape] {
      let (start, knee, end) = (at(base.x, base.y), at(middle.0, middle.1), at(tip.0, tip.1))
      return [
        .line(start, knee, startRadius: radius * 1.15 * scale, endRadius: radius * scale),
        .line(knee, end, startRadius: radius * scale, endRadius: radius * 0.85 * scale),
      ]
    }
    switch pose.thumb {
    case .upright: return bent((12.4, -2.5), (12.6, -11))
    case .away: return bent((14, -0.5), (22.5, -4.5))
    case .across: return bent((6.5, 0), (-3.5, -1.5))
    case .over: return bent((10, -2.2), (-1.5, -4.6))
    case .under: return bent((8.5, 1.5), (-4, 0.4))
    case .meeting: return bent((14.5, -3), (15.5, -11.5))
    case .between(let gap):
      let x = (Self.knuckles[gap - 1].x + Self.knuckles[gap].x) / 2
      return bent((9.5, -2), (x, -13.5))
    }
  }
}

extension PlaneShape {
  /// The shape with an edge further out, for the lines, discs and polygons of a hand.
  fileprivate func grown(by reach: Float) -> PlaneShape {
    switch self {
    case .disc(let centre, let radius): .disc(centre, radius: radius + reach)
    case .ellipse(let centre, let a, let b, let turn):
      .ellipse(centre, halfWidth: a + reach, halfHeight: b + reach, turn: turn)
    case .line(let start, let end, let first, let last):
      .line(start, end, startRadius: first + reach, endRadius: last + reach)
    case .polygon: self
    }
  }
}
