import AssayBase

/// A colour in a space where equal distances look equally large: Oklab (Ottosson 2020, "A perceptual color space").
package struct OklabColour: Sendable, Hashable {
  /// How light it is, from 0, black, to 1, white.
  package let lightness: Double
  /// From green, below 0, to red.
  package let redness: Double
  /// From blue, below 0, to yellow.
  package let yellowness: Double

  /// Makes a colour of its parts.
  package init(lightness: Double, redness: Double, yellowness: Double) {
    (self.lightness, self.redness, self.yellowness) = (lightness, redness, yellowness)
  }

  /// Makes a colour of its lightness, its distance from gray, and its hue in degrees: 0 is red, 90 yellow, 270 blue.
  init(lightness: Double, chroma: Double, hue: Double) {
    let (sine, cosine) = Trigonometry.sineAndCosine(degrees: hue)
    self.init(lightness: lightness, redness: chroma * cosine, yellowness: chroma * sine)
  }

  /// Red, green and blue as amounts of light; beyond [0, 1] where no screen shows the colour.
  package var light: (red: Double, green: Double, blue: Double) {
    func cube(_ x: Double) -> Double { x * x * x }
    let long = cube(lightness + 0.3963377774 * redness + 0.2158037573 * yellowness)
    let middle = cube(lightness - 0.1055613458 * redness - 0.0638541728 * yellowness)
    let short = cube(lightness - 0.0894841775 * redness - 1.2914855480 * yellowness)
    return (
      4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
      -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
      -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    )
  }

  /// The nearest 8-bit colour of a screen (sRGB, IEC 61966-2-1).
  package var pixel: PixelColour {
    func encoded(_ light: Double) -> UInt8 {
      let light = min(max(light, 0), 1)
      let value = light <= 0.0031308 ? 12.92 * light : 1.055 * Elementary.power(light, 1 / 2.4) - 0.055
      return UInt8((value * 255).rounded())
    }
    let (red, green, blue) = light
    return PixelColour(encoded(red), encoded(green), encoded(blue))
  }

  /// How different two colours look.
  package func distance(to other: OklabColour) -> Double {
    let (x, y, z) = (lightness - other.lightness, redness - other.redness, yellowness - other.yellowness)
    return (x * x + y * y + z * z).squareRoot()
  }

  /// The colour `share` of the straight way to another.
  func mixed(with other: OklabColour, _ share: Double) -> OklabColour {
    func mix(_ x: Double, _ y: Double) -> Double { x + (y - x) * share }
    return OklabColour(
      lightness: mix(lightness, other.lightness), redness: mix(redness, other.redness),
      yellowness: mix(yellowness, other.yellowness))
  }
}
