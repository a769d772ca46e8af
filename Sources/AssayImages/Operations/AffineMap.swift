import AssayBase

/// Where the pixels of a turned, enlarged, sheared or moved image come from.
///
/// A pixel at x, y of the result, counted right and down from the centre, comes from the two linear forms at the
/// source's.
public struct AffineMap: Sendable, Hashable {
  /// The source's column: factors of x and y, and a constant.
  public let column: [Double]
  /// The source's row: factors of x and y, and a constant.
  public let row: [Double]

  /// The image as it is.
  public static let identity = AffineMap(column: [1, 0, 0], row: [0, 1, 0])

  /// Makes a map of two linear forms of three numbers each.
  package init(column: [Double], row: [Double]) {
    precondition(
      column.count == 3 && row.count == 3 && (column + row).allSatisfy(\.isFinite),
      "an affine map needs two times three finite numbers, not \(column) and \(row)")
    self.column = column
    self.row = row
  }

  /// Makes the map of an image that is sheared, turned, enlarged and then moved.
  ///
  /// The order and the shears are those of torchvision's `affine`, whose angles go the other way.
  ///
  /// - Parameters:
  ///   - degrees: counter-clockwise about the centre.
  ///   - scale: about the centre; positive and finite.
  ///   - shear: along x and along y, in degrees between −90 and 90, clockwise.
  ///   - rows: how far down, in pixels and fractions of them.
  ///   - columns: how far to the right.
  public init(
    degrees: Double = 0, scale: Double = 1, shear: (x: Double, y: Double) = (0, 0), rows: Double = 0,
    columns: Double = 0
  ) {
    precondition(scale > 0 && scale.isFinite, "a scale must be positive and finite, not \(scale)")
    precondition(degrees.isFinite && rows.isFinite && columns.isFinite, "a transformation needs finite numbers")
    precondition(shear.x.magnitude < 90 && shear.y.magnitude < 90, "shears must be between −90° and 90°, not \(shear)")
    let forward = Self.forward(degrees: degrees, shear: shear)
    // The inverse of a matrix of determinant 1, and back by the move before it.
    let (a, b, c, d) = (forward.d / scale, -forward.b / scale, -forward.c / scale, forward.a / scale)
    self.init(
      column: [a, b, -(a * columns + b * rows)], row: [c, d, -(c * columns + d * rows)])
  }

  /// Rotation times shear along y times shear along x, of determinant 1.
  private static func forward(
    degrees: Double, shear: (x: Double, y: Double)
  ) -> (a: Double, b: Double, c: Double, d: Double) {
    let turn = Trigonometry.sineAndCosine(degrees: -degrees)
    if shear.x == 0 && shear.y == 0 { return (turn.cosine, -turn.sine, turn.sine, turn.cosine) }
    let (x, y) = (Trigonometry.sineAndCosine(degrees: shear.x), Trigonometry.sineAndCosine(degrees: shear.y))
    let rest = Trigonometry.sineAndCosine(degrees: -degrees - shear.y)
    let (a, c) = (rest.cosine / y.cosine, rest.sine / y.cosine)
    let slope = x.sine / x.cosine
    return (a, -a * slope - turn.sine, c, -c * slope + turn.cosine)
  }

  /// Both forms, row major.
  package var matrix: [Double] { column + row }
}
