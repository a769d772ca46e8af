import AssayBase

/// The header of a PNM file: what its raster is.
struct PNMHeader {
  /// How the raster's samples are written.
  enum Coding {
    /// Eight pixels a byte, rows padded to whole bytes; 1 is black.
    case bits
    /// One or two bytes a sample, big-endian.
    case binary
    /// The digits 0 and 1; 1 is black.
    case digits
    /// Decimal numbers between white space.
    case decimal
  }

  let coding: Coding
  let width: Int
  let height: Int
  /// The number of samples a pixel: 1 to 4, where 2 and 4 end with alpha.
  let channels: Int
  /// The sample of full brightness.
  let maximum: Int
  /// The first byte of the raster.
  let start: Int

  private static let extents = 1...0x7FFF_FFFF
  private static let maxima = 1...65535

  /// The number of bytes a raw sample has.
  var sampleBytes: Int { maximum < 256 ? 1 : 2 }

  /// The least number of bytes the raster has; `width`, `height` and the limit of pixels keep it from overflowing.
  var leastRasterBytes: Int {
    let samples = width * height * channels
    return switch coding {
    case .bits: height * ((width + 7) / 8)
    case .binary: samples * sampleBytes
    case .digits: samples
    // A digit each, and white space between them.
    case .decimal: 2 * samples - 1
    }
  }

  /// Reads the header at the start of `bytes`.
  init(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count >= 2, bytes[0] == UInt8(ascii: "P"), (49...55).contains(bytes[1]) else {
      throw AssayError(
        .malformedData, "not a PNM file", expected: "P1 to P7", found: bytes.isEmpty ? "no bytes" : "other bytes",
        at: "byte 0")
    }
    let number = bytes[1] - 48
    var cursor = PNMCursor(bytes: bytes, position: 2)
    guard number < 7 else {
      self = try Self.anyMap(&cursor)
      return
    }
    coding = number == 1 ? .digits : number == 4 ? .bits : number < 4 ? .decimal : .binary
    channels = number == 3 || number == 6 ? 3 : 1
    width = try cursor.number("the width", in: Self.extents)
    height = try cursor.number("the height", in: Self.extents)
    maximum = number == 1 || number == 4 ? 1 : try cursor.number("the largest sample", in: Self.maxima)
    try cursor.takeSeparator()
    start = cursor.position
  }

  private init(_ sizes: (width: Int, height: Int, channels: Int), maximum: Int, start: Int) {
    (coding, width, height, channels) = (.binary, sizes.width, sizes.height, sizes.channels)
    (self.maximum, self.start) = (maximum, start)
  }

  /// Reads the header of a portable arbitrary map, P7, whose lines are a name and a value in any order.
  private static func anyMap(_ cursor: inout PNMCursor) throws -> PNMHeader {
    var values: [String: Int] = [:]
    var tuple: String?
    while true {
      cursor.skipSpace()
      let place = cursor.position
      let name = cursor.word()
      switch name {
      case "WIDTH", "HEIGHT": values[name] = try cursor.number(name, in: extents)
      case "DEPTH": values[name] = try cursor.number(name, in: 1...65535)
      case "MAXVAL": values[name] = try cursor.number(name, in: maxima)
      case "TUPLTYPE": tuple = cursor.word()
      case "ENDHDR":
        try cursor.takeSeparator()
        guard let width = values["WIDTH"], let height = values["HEIGHT"], let depth = values["DEPTH"],
          let maximum = values["MAXVAL"]
        else {
          throw PNMFault.malformed(
            "the header is not complete", "WIDTH, HEIGHT, DEPTH and MAXVAL",
            values.keys.sorted().joined(separator: ", "),
            at: place)
        }
        try check(tuple: tuple, depth: depth, at: place)
        return PNMHeader((width, height, depth), maximum: maximum, start: cursor.position)
      default:
        throw PNMFault.malformed(
          "an unknown line in the header", "WIDTH, HEIGHT, DEPTH, MAXVAL, TUPLTYPE or ENDHDR", "“\(name)”", at: place)
      }
    }
  }

  /// What a pixel's samples mean must be known; without a type they are gray or red, green and blue.
  private static func check(tuple: String?, depth: Int, at place: Int) throws {
    let known = [
      "BLACKANDWHITE": 1, "GRAYSCALE": 1, "RGB": 3, "BLACKANDWHITE_ALPHA": 2, "GRAYSCALE_ALPHA": 2, "RGB_ALPHA": 4,
    ]
    guard let tuple else {
      if depth == 1 || depth == 3 { return }
      throw AssayError(
        .unsupported, "PNM: samples of unknown meaning", expected: "a TUPLTYPE, or a DEPTH of 1 or 3",
        found: "DEPTH \(depth)", at: "byte \(place)")
    }
    guard let expected = known[tuple] else {
      throw AssayError(
        .unsupported, "PNM: samples of unknown meaning", expected: known.keys.sorted().joined(separator: ", "),
        found: "“\(tuple)”", at: "byte \(place)")
    }
    guard depth == expected else {
      throw PNMFault.malformed("DEPTH does not fit the TUPLTYPE \(tuple)", "\(expected)", "\(depth)", at: place)
    }
  }
}
