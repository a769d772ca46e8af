import AssayBase
import AssayImages

/// What is behind a hand: a wall without nuisance, and with it other colours, stains and furniture.
struct HandBackground {
  private let key: RandomKey
  private let form: Double

  init(key: RandomKey, nuisance: Nuisance) {
    self.key = key
    form = nuisance.form
  }

  func painting() -> ColourPainting {
    var variation = DrawnVariation(key.derived("background"), amount: form)
    func colour() -> ColourPainting.Colour {
      ColourPainting.Colour(
        variation.number(0.45, 0.1, 0.8), variation.number(0.55, 0.15, 0.85), variation.number(0.62, 0.15, 0.9))
    }
    var painting = ColourPainting(width: 64, height: 64, colour: colour())
    for _ in 0..<3 {
      let (left, top) = (variation.uniform(-20, 60), variation.uniform(-20, 60))
      let (right, bottom) = (left + variation.uniform(10, 50), top + variation.uniform(10, 50))
      let piece = PlaneShape.polygon([
        PlanePoint(left, top), PlanePoint(right, top + variation.uniform(-8, 8)), PlanePoint(right, bottom),
        PlanePoint(left + variation.uniform(-8, 8), bottom),
      ])
      painting.fill(piece, with: colour(), opacity: variation.number(0, 0, 0.8))
    }
    let stains = variation.noise { DrawingPlane.noise(width: 64, height: 64, period: 16, octaves: 3, from: &$0) }
    painting.add(stains, times: variation.number(0, 0, 0.12))
    return painting
  }
}
