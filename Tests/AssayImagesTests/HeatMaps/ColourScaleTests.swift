import AssayImages
import Foundation
import Testing

/// Scales of colours must say the same to everyone: their lightness, their steps, and what the colour-blind see of them.
@Suite struct ColourScaleTests {
  /// What people with one kind of colour blindness see, as a matrix on amounts of light (Machado et al. 2009, severity 1).
  private static let sights: [String: [Double]] = [
    "full": [1, 0, 0, 0, 1, 0, 0, 0, 1],
    "protanopia": [
      0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
    ],
    "deuteranopia": [
      0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881,
    ],
    "tritanopia": [
      1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900,
    ],
  ]

  /// A colour as it looks, through the encoding of screens and the eye.
  private func seen(_ colour: PixelColour, _ sight: [Double] = [1, 0, 0, 0, 1, 0, 0, 0, 1]) -> OklabColour {
    let light = [colour.red, colour.green, colour.blue].map { part in
      let value = Double(part) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let part = (0..<3).map { row in
      min(max((0..<3).reduce(0) { $0 + sight[row * 3 + $1] * light[$1] }, 0), 1)
    }
    let long = cbrt(0.4122214708 * part[0] + 0.5363325363 * part[1] + 0.0514459929 * part[2])
    let middle = cbrt(0.2119034982 * part[0] + 0.6806995451 * part[1] + 0.1073969566 * part[2])
    let short = cbrt(0.0883024619 * part[0] + 0.2817188376 * part[1] + 0.6299787005 * part[2])
    return OklabColour(
      lightness: 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
      redness: 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
      yellowness: 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short)
  }

  private let sides: [(scale: ColourScale, end: Float)] = [(.sequential, 1), (.diverging, 1), (.diverging, -1)]

  @Test func colourSpaceIsThatOfThePaper() {
    // The values for red, green and blue of sRGB that Ottosson's definition gives.
    for (colour, parts) in [
      (PixelColour(255, 0, 0), (0.6279554, 0.2248631, 0.1258463)),
      (PixelColour(0, 255, 0), (0.8664396, -0.2338874, 0.1794985)),
      (PixelColour(0, 0, 255), (0.4520137, -0.0324570, -0.3115281)),
    ] {
      let expected = OklabColour(lightness: parts.0, redness: parts.1, yellowness: parts.2)
      #expect(expected.pixel == colour)
      #expect(seen(colour).distance(to: expected) < 1e-4)
    }
  }

  @Test(arguments: sights.keys.sorted())
  func scalesDarkenAllTheWay(sight: String) throws {
    let matrix = try #require(Self.sights[sight])
    for (scale, end) in sides {
      let lightness = (0...16).map { seen(scale.colour(of: end * Float($0) / 16), matrix).lightness }
      for (lighter, darker) in zip(lightness, lightness.dropFirst()) { #expect(lighter - darker > 0.008) }
    }
  }

  @Test func stepsLookEquallyLarge() {
    for (scale, end) in sides {
      let colours = (0...16).map { seen(scale.colour(of: end * Float($0) / 16)) }
      let steps = zip(colours, colours.dropFirst()).map { $0.distance(to: $1) }
      #expect((steps.max() ?? 0) < 1.25 * (steps.min() ?? 0))
    }
  }

  @Test func bothSignsAreEquallyDark() {
    for step in 0...20 {
      let share = Float(step) / 20
      let (above, below) = (ColourScale.diverging.colour(of: share), ColourScale.diverging.colour(of: -share))
      #expect(abs(seen(above).lightness - seen(below).lightness) < 0.005)
    }
  }

  @Test(arguments: sights.keys.sorted())
  func signsStayApart(sight: String) throws {
    let matrix = try #require(Self.sights[sight])
    for step in 4...16 {
      let share = Float(step) / 16
      let (above, below) = (ColourScale.diverging.colour(of: share), ColourScale.diverging.colour(of: -share))
      // Ten times the distance of 0.02 that is just noticed.
      #expect(seen(above, matrix).distance(to: seen(below, matrix)) > (step < 16 / 2 ? 0.1 : 0.17))
    }
  }

  @Test func valuesBeyondTheEndsHaveTheEndsColours() {
    for scale in [ColourScale.sequential, .diverging] {
      #expect(scale.colour(of: 7) == scale.colour(of: 1) && scale.colour(of: -7) == scale.colour(of: -1))
      #expect(scale.colour(of: 0) == scale.colour(of: -0.0))
    }
    #expect(ColourScale.sequential.colour(of: -0.5) == ColourScale.sequential.colour(of: 0.5))
    #expect(ColourScale.diverging.colour(of: -0.5) != ColourScale.diverging.colour(of: 0.5))
  }

  @Test func barsHaveTheColoursInOrder() throws {
    for scale in [ColourScale.sequential, .diverging] {
      let bar = ColourBar(scale, limit: 0.0125).rendered()
      let pixels = (0..<bar.width).map { PixelColour(bar[8, $0, 0], bar[8, $0, 1], bar[8, $0, 2]) }
      // A border of one pixel on each side is left out.
      let expected = (1...254).map {
        scale.colour(of: Float($0) / 255 * (scale.isSigned ? 2 : 1) - (scale.isSigned ? 1 : 0))
      }
      let start = try #require(pixels.firstIndex(of: expected[0]))
      let difference = zip(pixels[start...], expected).count { seen($0).distance(to: seen($1)) > 0.01 }
      #expect(difference == 0 && pixels.count >= start + expected.count)
    }
  }

  @Test func numbersOfBarsAreShort() {
    #expect(ColourBar.text(-0.0123456) == "−0.0123" && ColourBar.text(1234.5, isSigned: true) == "+1.23e+03")
    #expect(ColourBar.text(0) == "0" && ColourBar.text(-2.5e-7) == "−2.5e-07")
  }
}
