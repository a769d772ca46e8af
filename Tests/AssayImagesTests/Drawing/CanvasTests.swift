import AssayBase
import Testing

@testable import AssayImages

struct CanvasTests {
  private let ink = PixelColour(1, 2, 3)

  private func inked(_ canvas: Canvas) -> [(x: Int, y: Int)] {
    let picture = canvas.picture
    return (0..<(picture.width * picture.height)).compactMap { pixel in
      let isInk = Array(picture.bytes[(3 * pixel)..<(3 * pixel + 3)]) == [1, 2, 3]
      return isInk ? (pixel % picture.width, pixel / picture.width) : nil
    }
  }

  @Test func rectanglesAreCutAtTheEdge() {
    var canvas = Canvas(width: 6, height: 5)
    canvas.fill(PixelRectangle(x: -2, y: 3, width: 4, height: 9), ink)
    #expect(inked(canvas).map { "\($0.x) \($0.y)" } == ["0 3", "1 3", "0 4", "1 4"])
    for place in [(9, 9), (-9, 0), (0, -9), (2, 2)] {
      let before = canvas.picture
      canvas.fill(PixelRectangle(x: place.0, y: place.1, width: place == (2, 2) ? 0 : 3, height: 3), .black)
      #expect(canvas.picture == before)
    }
    var framed = Canvas(width: 6, height: 5)
    framed.stroke(PixelRectangle(x: 1, y: 1, width: 4, height: 3), ink)
    #expect(inked(framed).count == 10)
  }

  @Test func linesReachBothEnds() {
    for end in [(0, 0), (9, 0), (0, 9), (9, 9), (3, 8), (8, 3)] {
      var canvas = Canvas(width: 10, height: 10)
      canvas.line(from: (4, 5), to: end, ink)
      let dots = inked(canvas)
      #expect(dots.contains { $0 == (4, 5) } && dots.contains { $0 == end })
      #expect(dots.count == max(abs(end.0 - 4), abs(end.1 - 5)) + 1)
    }
  }

  @Test func picturesAreStretchedInSquares() throws {
    let source = try ByteImage(width: 2, height: 2, channels: 1, bytes: [10, 20, 30, 40])
    for (x, y) in [(0, 0), (1, 2), (-4, -2), (6, 5)] {
      var canvas = Canvas(width: 8, height: 7)
      canvas.draw(source, x: x, y: y, scale: 3)
      for row in 0..<7 {
        for column in 0..<8 {
          let (dx, dy) = (column - x, row - y)
          let isInside = (0..<6).contains(dx) && (0..<6).contains(dy)
          let expected = isInside ? source[dy / 3, dx / 3, 0] : 255
          for channel in 0..<3 { #expect(canvas.picture[row, column, channel] == expected) }
        }
      }
    }
  }

  @Test func textStaysInItsMeasure() {
    let text = String((32..<127).compactMap { Unicode.Scalar($0).map(Character.init) }) + "→×≥≤±εℓ∞₂▲·…%“”"
    for scale in [1, 2, 3] {
      let width = PixelFont.width(of: text, scale: scale)
      var canvas = Canvas(width: width + 20, height: 9 * scale + 20)
      canvas.draw(text, x: 10, y: 10, scale: scale, colour: ink)
      let dots = inked(canvas)
      #expect(dots.allSatisfy { $0.x >= 10 && $0.x < 10 + width && $0.y >= 10 && $0.y < 10 + 9 * scale })
      #expect(dots.count > 900 * scale * scale)
    }
  }

  @Test func glyphsAreAllThereAndDiffer() {
    let characters = (33..<127).compactMap { Unicode.Scalar($0).map(Character.init) } + Array("→×≥≤±εℓ∞₂▲·…“”στρλ")
    #expect(characters.allSatisfy(PixelFont.has))
    #expect(Set(characters.map(PixelFont.rows)).count == characters.count)
    #expect(characters.allSatisfy { PixelFont.rows(of: $0).count == 9 && PixelFont.rows(of: $0).contains { $0 != 0 } })
    #expect(!PixelFont.has("漢") && PixelFont.rows(of: "漢").count == 9)
  }

  @Test func textIsCutAtTheEdge() {
    var canvas = Canvas(width: 10, height: 4)
    canvas.draw("Wide text", x: -8, y: -3, scale: 2, colour: ink, isBold: true)
    #expect(canvas.picture.bytes.count == 120)
  }

  @Test func linesWrapAndEndInDots() {
    #expect(TextWrapping.lines(of: "one two three", columns: 7, limit: 3) == ["one two", "three"])
    #expect(TextWrapping.lines(of: "one two three", columns: 7, limit: 1) == ["one tw…"])
    #expect(TextWrapping.lines(of: "abcdefghij", columns: 4, limit: 9) == ["abcd", "efgh", "ij"])
    #expect(TextWrapping.lines(of: "ab/cd/efgh", columns: 8, limit: 9) == ["ab/cd/", "efgh"])
    #expect(TextWrapping.lines(of: "a\nb", columns: 4, limit: 9) == ["a", "b"])
    #expect(TextWrapping.lines(of: "", columns: 4, limit: 2) == [""])
    #expect(TextWrapping.lines(of: "x", columns: 0, limit: 2).isEmpty)
    var stream = RandomStream(RandomKey(seed: 4))
    for _ in 0..<200 {
      let text = String((0..<stream.integer(in: 0...80)).map { _ in stream.integer(in: 0...3) == 0 ? " " : "w" })
      let (columns, limit) = (stream.integer(in: 1...12), stream.integer(in: 1...6))
      let lines = TextWrapping.lines(of: text, columns: columns, limit: limit)
      #expect(lines.count <= limit && lines.allSatisfy { $0.count <= columns })
    }
  }
}
