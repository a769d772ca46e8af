import AssayBase

/// A turn about a point, clockwise as one sees it, with the same bits on every machine.
package struct PlaneTurn: Sendable, Hashable {
  package let sine: Float
  package let cosine: Float

  private init(sine: Float, cosine: Float) {
    self.sine = sine
    self.cosine = cosine
  }

  /// The two turns one after the other.
  package func followed(by other: PlaneTurn) -> PlaneTurn {
    PlaneTurn(
      sine: sine * other.cosine + cosine * other.sine, cosine: cosine * other.cosine - sine * other.sine)
  }

  /// A turn by any finite angle.
  package init(degrees: Float) {
    let turn = Trigonometry.sineAndCosine(degrees: Double(degrees))
    sine = Float(turn.sine)
    cosine = Float(turn.cosine)
  }
}
