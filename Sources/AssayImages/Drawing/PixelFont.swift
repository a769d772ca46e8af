/// The built-in font: letters of 5 × 9 dots, drawn for this package.
///
/// It has printable ASCII and the signs that reports use (× ≥ ≤ ± ε ℓ ∞ ₂ ▲ · … and others); any other character is a box.
package enum PixelFont {
  /// The columns of a letter.
  package static let letterWidth = 5
  /// The rows of a letter; the line stands on the seventh.
  package static let letterHeight = 9
  /// The columns from one letter to the next.
  package static let advance = 6
  /// The rows from one line to the next.
  package static let lineHeight = 11

  /// The width in pixels of `text` at `scale`, without the gap after its last letter.
  package static func width(of text: String, scale: Int = 1) -> Int {
    max(0, text.count * advance - (advance - letterWidth)) * scale
  }

  /// The number of letters that fit in `width` pixels at `scale`.
  package static func capacity(of width: Int, scale: Int) -> Int {
    max(0, (width / scale + advance - letterWidth) / advance)
  }

  /// Whether the font has a drawing of `character`.
  package static func has(_ character: Character) -> Bool { glyphs[character] != nil }

  /// The rows of a letter from the top, the leftmost dot in bit 4.
  static func rows(of character: Character) -> [UInt8] { glyphs[character] ?? box }

  private static let box: [UInt8] = [0b11111, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11111, 0, 0]

  private static let glyphs: [Character: [UInt8]] = {
    var glyphs: [Character: [UInt8]] = [:]
    for band in FontDrawings.bands {
      let lines = band.rows.split(separator: "\n").map { Array($0.utf8) }
      for (index, character) in band.characters.enumerated() {
        glyphs[character] = lines.map { line in
          line.dropFirst(index * advance).prefix(letterWidth).reduce(0) { $0 << 1 | ($1 == UInt8(ascii: "#") ? 1 : 0) }
        }
      }
    }
    return glyphs
  }()
}
