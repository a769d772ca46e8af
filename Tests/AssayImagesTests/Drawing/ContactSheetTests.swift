import AssayImages
import Testing

@Suite struct ContactSheetTests {
  /// An image of one gray level, which no other part of a sheet has.
  private func image(_ level: UInt8, side: Int) throws -> Image {
    Image(try ByteImage(width: side, height: side, channels: 1, bytes: [UInt8](repeating: level, count: side * side)))
  }

  private func sheet(side: Int, columns: [String], rows: Int = 2) throws -> ContactSheet {
    let rows = try (0..<rows).map { row in
      ContactSheet.Row(
        name: "#\(row)", detail: "is 3\nsays 8",
        entries: try (0..<2).map { column in
          ContactSheet.Entry(image: try image(UInt8(60 + 40 * row + 10 * column), side: side), caption: "x")
        })
    }
    var sheet = ContactSheet(title: "title", rows: rows, footer: "footer")
    sheet.columns = columns
    sheet.sides = 144...192
    return sheet
  }

  /// The smallest rectangle that holds all pixels of a gray level.
  private func extent(of level: UInt8, on picture: ByteImage) -> PixelRectangle? {
    var (left, right, top, bottom) = (Int.max, -1, Int.max, -1)
    // Plain loops: a sheet has hundreds of thousands of pixels, which sequences of a debug build take long for.
    picture.bytes.withUnsafeBufferPointer { bytes in
      var pixel = 0
      while pixel < picture.width * picture.height {
        if bytes[3 * pixel] == level, bytes[3 * pixel + 1] == level, bytes[3 * pixel + 2] == level {
          let (x, y) = (pixel % picture.width, pixel / picture.width)
          (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
        }
        pixel += 1
      }
    }
    guard right >= 0 else { return nil }
    return PixelRectangle(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
  }

  @Test(arguments: [(8, 144), (28, 140), (224, 192), (600, 192)])
  func picturesOfAnySizeAreLegible(side: Int, shown: Int) throws {
    let picture = try sheet(side: side, columns: ["image", "integrated gradients"]).rendered()
    for level in [60, 70, 100, 110] as [UInt8] {
      let place = try #require(extent(of: level, on: picture))
      #expect(place.width == shown && place.height == shown)
    }
    let (first, second) = (extent(of: 60, on: picture), extent(of: 70, on: picture))
    #expect(first?.y == second?.y && (first?.x ?? 0) + shown < (second?.x ?? 0))
    #expect(extent(of: 100, on: picture)?.x == first?.x, "a column is a column")
  }

  @Test func namesOfColumnsTakeTheirPlaceAboveThePictures() throws {
    let without = try sheet(side: 8, columns: []).rendered()
    let short = try sheet(side: 8, columns: ["image", "gradient"]).rendered()
    let long = try sheet(side: 8, columns: ["image", "a name of many words that needs lines"]).rendered()
    let tops = try [without, short, long].map { try #require(extent(of: 60, on: $0)).y }
    #expect(tops[0] < tops[1] && tops[1] < tops[2])
    #expect(without.height < short.height && short.height < long.height)
  }

  @Test func legendsStandBelowTheRows() throws {
    var sheet = try sheet(side: 8, columns: ["a", "b"])
    let before = try sheet.rendered()
    let legend = ColourBar(.diverging, limit: 1).rendered()
    sheet.legends = [legend]
    let after = try sheet.rendered()
    #expect(after.height > before.height + legend.height && after.width == before.width)
    #expect(extent(of: 60, on: after) == extent(of: 60, on: before))
  }
}
