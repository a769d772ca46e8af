import AssayBase
import AssayCheck

extension Generator where Value == Transformation {
  /// Transformations whose parts are of the ranges given, shrinking to the identity part by part.
  ///
  ///     try await forAll(.example(of: digits), .transformation(rotation: -10...10, shift: -1...1)) { example, change in
  ///       try #expect(model.label(of: change.applied(to: example.image)) == example.label)
  ///     }
  ///
  /// - Parameters:
  ///   - rotation: degrees, counter-clockwise.
  ///   - shift: whole pixels, down and to the right alike.
  ///   - scale: positive.
  ///   - brightness: what is added to every value.
  ///
  /// Parts that are left out stay the identity; ranges without it shrink to the bound next to it. Throws ``AssayError``
  /// when drawn from if a scale is not positive or a bound not finite.
  public static func transformation(
    rotation: ClosedRange<Double> = 0...0, shift: ClosedRange<Int> = 0...0, scale: ClosedRange<Double> = 1...1,
    brightness: ClosedRange<Float> = 0...0
  ) -> Generator<Transformation> {
    Generator { source in
      guard scale.lowerBound > 0 else {
        throw AssayError(
          .invalidArgument, "a scale must be positive", expected: "such as 0.9...1.1", found: "\(scale)", at: "scale")
      }
      return Transformation(
        rotation: try source.double(in: rotation),
        scale: try source.double(in: scale, simplest: min(max(1, scale.lowerBound), scale.upperBound)),
        rows: try source.integer(in: shift), columns: try source.integer(in: shift),
        brightness: try source.float(in: brightness))
    }
  }

  /// Turns about the centre by degrees of a range, counter-clockwise, shrinking to none.
  public static func rotation(in degrees: ClosedRange<Double>) -> Generator<Transformation> {
    transformation(rotation: degrees)
  }

  /// Moves by whole pixels of a range, down and to the right alike, shrinking to none.
  public static func shift(in pixels: ClosedRange<Int>) -> Generator<Transformation> { transformation(shift: pixels) }

  /// Enlargements about the centre, shrinking to 1.
  public static func scale(in factors: ClosedRange<Double>) -> Generator<Transformation> {
    transformation(scale: factors)
  }

  /// Numbers added to every value, shrinking to none.
  public static func brightness(in amounts: ClosedRange<Float>) -> Generator<Transformation> {
    transformation(brightness: amounts)
  }
}
