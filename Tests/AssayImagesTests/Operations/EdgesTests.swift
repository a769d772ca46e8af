import AssayImages
import Testing

/// Where the brightness of an image changes.
@Suite struct EdgesTests {
  private func image(_ rows: [[Float]], channels: Int = 1) throws -> Image {
    let size = ImageSize(channels: channels, height: rows.count, width: rows[0].count)
    return try Image(size: size, values: Array(repeating: rows.flatMap(\.self), count: channels).flatMap(\.self))
  }

  @Test func evenImagesHaveNone() throws {
    let edges = try image(Array(repeating: [Float](repeating: 0.7, count: 5), count: 4)).edges()
    #expect(edges.values == [Float](repeating: 0, count: 20))
    #expect(edges.size == ImageSize(channels: 1, height: 4, width: 5))
  }

  /// A step from 0 to 1: (1 + 2 + 1) on either side of it, of at most 4√2.
  @Test func aStepIsFoundOnBothSides() throws {
    let rows = Array(repeating: [0, 0, 1, 1] as [Float], count: 3)
    let expected = Array(repeating: [0, 1, 1, 0] as [Float], count: 3).flatMap(\.self)
    for (found, side) in zip(try image(rows).edges().values, expected) {
      #expect(abs(found - side / Float(2).squareRoot()) < 1e-6)
    }
    // The same lying down.
    let lying = (0..<4).map { [Float](repeating: $0 < 2 ? 0 : 1, count: 3) }
    let down = try image(lying).edges().values
    for row in 0..<4 {
      let side: Float = row == 1 || row == 2 ? 1 : 0
      #expect(abs(down[row * 3 + 1] - side / Float(2).squareRoot()) < 1e-6)
    }
  }

  @Test func grayColoursAreAsGray() throws {
    let rows: [[Float]] = [[0.1, 0.9, 0.3], [0.5, 0.2, 0.8]]
    let (gray, colour) = (try image(rows).edges(), try image(rows, channels: 3).edges())
    for (a, b) in zip(gray.values, colour.values) { #expect(abs(a - b) < 1e-3) }
    #expect(try image([[0.4]]).edges().values == [0])
  }
}
