import AssayBase

/// The structure of a PNG file, checked: its header, palette, transparency, and where pixels and texts are.
struct PNGFile {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  let header: PNGHeader
  /// Red, green and blue of each palette entry; `nil` without a PLTE chunk.
  private(set) var palette: [UInt8]?
  /// The data of the tRNS chunk.
  private(set) var transparency: [UInt8]?
  /// The data of the IDAT chunks, one after another a single zlib stream.
  private(set) var pixels: [Range<Int>] = []
  /// The chunks that hold text.
  private(set) var texts: [PNGChunk] = []
  /// The data of the eXIf chunk.
  private(set) var exif: Range<Int>?

  /// Reads the chunks of `bytes` and checks their order, without touching the pixels.
  ///
  /// - Parameter stopsAtPixels: Whether to look only at what stands before the first IDAT chunk.
  init(_ bytes: UnsafeRawBufferPointer, pixelLimit: Int = .max, stopsAtPixels: Bool = false) throws {
    guard bytes.starts(with: Self.signature) else {
      throw AssayError(
        .malformedData, "not a PNG file", expected: "the PNG signature",
        found: bytes.isEmpty ? "no bytes" : "other bytes", at: "byte 0")
    }
    let first = try PNGChunk(at: 8, of: bytes)
    guard first.type == "IHDR" else {
      throw PNGFault.malformed("the first chunk is wrong", "IHDR", first.type, at: first.offset)
    }
    header = try PNGHeader(
      UnsafeRawBufferPointer(rebasing: bytes[first.data]), at: first.data.lowerBound, pixelLimit: pixelLimit)
    var previous = first
    while previous.type != "IEND" {
      if stopsAtPixels, PNGChunk.isPixels(at: previous.end, of: bytes) { return }
      let chunk = try PNGChunk(at: previous.end, of: bytes)
      try take(chunk, after: previous, of: bytes)
      previous = chunk
    }
    guard !pixels.isEmpty else { throw PNGFault.malformed("there are no pixels", "an IDAT chunk", at: previous.offset) }
    guard header.kind != .palette || palette != nil else {
      throw PNGFault.malformed("a palette image has no palette", "a PLTE chunk", at: previous.offset)
    }
  }

  /// The big-endian 32-bit number at `offset`.
  static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  private mutating func take(_ chunk: PNGChunk, after previous: PNGChunk, of bytes: UnsafeRawBufferPointer) throws {
    switch chunk.type {
    case "IHDR": throw PNGFault.malformed("a second IHDR", at: chunk.offset)
    case "PLTE": try takePalette(chunk, Array(bytes[chunk.data]))
    case "tRNS": try takeTransparency(chunk, Array(bytes[chunk.data]))
    case "IDAT":
      guard pixels.isEmpty || previous.type == "IDAT" else {
        throw PNGFault.malformed("IDAT chunks are not in one run", "IDAT", previous.type, at: previous.offset)
      }
      pixels.append(chunk.data)
    case "IEND":
      guard chunk.data.isEmpty else {
        throw PNGFault.malformed("IEND has the wrong length", "0 bytes", "\(chunk.data.count)", at: chunk.offset)
      }
    case "tEXt", "zTXt", "iTXt": texts.append(chunk)
    case "eXIf": exif = exif ?? chunk.data
    default:
      guard !chunk.isCritical else {
        throw AssayError(
          .unsupported, "PNG: a critical chunk is not known", expected: "IHDR, PLTE, IDAT or IEND", found: chunk.type,
          at: "byte \(chunk.offset)")
      }
    }
  }

  private mutating func takePalette(_ chunk: PNGChunk, _ data: [UInt8]) throws {
    guard palette == nil, transparency == nil, pixels.isEmpty else {
      throw PNGFault.malformed("PLTE is out of order", "one PLTE, before tRNS and IDAT", at: chunk.offset)
    }
    guard header.kind != .gray, header.kind != .grayAlpha else {
      throw PNGFault.malformed("a gray image has a palette", at: chunk.offset)
    }
    let limit = header.kind == .palette ? 1 << header.depth : 256
    guard data.count % 3 == 0, !data.isEmpty, data.count <= 3 * limit else {
      throw PNGFault.malformed(
        "PLTE has the wrong length", "3 bytes for each of 1 to \(limit) entries", "\(data.count)", at: chunk.offset)
    }
    palette = data
  }

  private mutating func takeTransparency(_ chunk: PNGChunk, _ data: [UInt8]) throws {
    guard transparency == nil, pixels.isEmpty else {
      throw PNGFault.malformed("tRNS is out of order", "one tRNS, before IDAT", at: chunk.offset)
    }
    let lengths: ClosedRange<Int>
    switch header.kind {
    case .gray: lengths = 2...2
    case .rgb: lengths = 6...6
    case .palette:
      guard let palette else { throw PNGFault.malformed("tRNS comes before PLTE", at: chunk.offset) }
      lengths = 0...(palette.count / 3)
    case .grayAlpha, .rgba:
      throw PNGFault.malformed("tRNS in an image with alpha", at: chunk.offset)
    }
    guard lengths.contains(data.count) else {
      throw PNGFault.malformed(
        "tRNS has the wrong length", "\(lengths.lowerBound) to \(lengths.upperBound) bytes", "\(data.count)",
        at: chunk.offset)
    }
    transparency = data
  }
}
