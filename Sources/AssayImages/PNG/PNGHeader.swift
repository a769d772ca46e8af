import AssayBase

/// The IHDR chunk: the size and kind of a PNG image.
package struct PNGHeader: Sendable, Equatable {
  /// What a pixel's samples are, with PNG's number for it.
  package enum Kind: UInt8, Sendable {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgba = 6

    /// The number of samples a pixel has in the file.
    package var channels: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }

    fileprivate var depths: [Int] {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .grayAlpha, .rgba: [8, 16]
      }
    }
  }

  package let width: Int
  package let height: Int
  package let depth: Int
  package let kind: Kind
  package let isInterlaced: Bool

  /// The number of bits of a whole pixel.
  var bitsPerPixel: Int { kind.channels * depth }

  /// The distance in bytes to the pixel on the left as filters see it: at least one.
  var filterStep: Int { max(1, bitsPerPixel / 8) }

  /// The number of bytes of a row of `width` pixels, without its filter byte.
  func rowBytes(_ width: Int) -> Int { (width * bitsPerPixel + 7) / 8 }

  /// Reads the 13 bytes of an IHDR chunk that starts at byte `offset` of the file.
  init(_ data: UnsafeRawBufferPointer, at offset: Int, pixelLimit: Int) throws {
    guard data.count == 13 else {
      throw PNGFault.malformed("IHDR has the wrong length", "13 bytes", "\(data.count)", at: offset)
    }
    let (width, height) = (PNGFile.word(data, 0), PNGFile.word(data, 4))
    for (name, extent, place) in [("width", width, 0), ("height", height, 4)]
    where extent == 0 || extent > 0x7FFF_FFFF {
      throw PNGFault.malformed("the \(name) is out of range", "1 to 2147483647", "\(extent)", at: offset + place)
    }
    guard let kind = Kind(rawValue: data[9]) else {
      throw PNGFault.malformed("unknown colour type", "0, 2, 3, 4 or 6", "\(data[9])", at: offset + 9)
    }
    let depth = Int(data[8])
    guard kind.depths.contains(depth) else {
      let allowed = kind.depths.map(String.init).joined(separator: ", ")
      throw PNGFault.malformed(
        "bit depth not allowed with colour type \(kind.rawValue)", allowed, "\(depth)", at: offset + 8)
    }
    let methods = [("compression method", 10, 0), ("filter method", 11, 0), ("interlace method", 12, 1)]
    for (name, place, largest) in methods where Int(data[place]) > largest {
      let expected = largest == 0 ? "0" : "0 or 1"
      throw PNGFault.malformed("unknown \(name)", expected, "\(data[place])", at: offset + place)
    }
    guard width * height <= pixelLimit else {
      throw AssayError(
        .limitExceeded, "the PNG image has too many pixels", expected: "at most \(pixelLimit) (pixelLimit)",
        found: "\(width) × \(height)", at: "byte \(offset)", advice: "Raise pixelLimit if the image is right")
    }
    (self.width, self.height, self.depth, self.kind) = (width, height, depth, kind)
    isInterlaced = data[12] == 1
  }
}
