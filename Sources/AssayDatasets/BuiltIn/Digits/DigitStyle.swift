import AssayImages

/// One way to write a digit.
struct DigitStyle: Sendable {
  /// What the pen passes.
  struct Point: Sendable {
    let place: PlanePoint
    let isCorner: Bool
  }

  /// The strokes in a box of 1 × 1, y down.
  let strokes: [[Point]]

  /// Reads the form that ``DigitStyles`` describes.
  init(parsing text: String) {
    strokes = text.split(separator: "|").map { stroke in
      stroke.split(separator: ",").map { point in
        let numbers = point.split(separator: " ").map { Float($0.filter { $0 != "!" }) ?? 0 }
        return Point(
          place: PlanePoint((numbers.first ?? 0) / 100, (numbers.last ?? 0) / 100), isCorner: point.contains("!"))
      }
    }
  }
}
