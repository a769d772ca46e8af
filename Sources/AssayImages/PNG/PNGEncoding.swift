/// One way to hold a picture in a PNG file: its colour type, depth, palette and unfiltered rows.
struct PNGEncoding {
  let kind: PNGHeader.Kind
  let depth: Int
  /// Red, green and blue of each palette entry; empty without a palette.
  var palette: [UInt8] = []
  /// The alpha of each palette entry; empty where all are opaque and the picture has no alpha channel.
  var alphas: [UInt8] = []
  /// The rows one after another.
  let rows: [UInt8]
  let rowBytes: Int

  /// The distance of neighbouring pixels as filters see it.
  var step: Int { max(1, kind.channels * depth / 8) }

  /// Whether filters help: they do not where bytes hold several pixels, or indices (Specification, section 12.7).
  var isFiltered: Bool { depth == 8 && kind != .palette }

  /// The ways that give `picture` back as it is: its own channels at 8 bits, and a smaller one if there is any.
  static func candidates(for picture: ByteImage) -> [PNGEncoding] {
    let kind: PNGHeader.Kind = picture.channels == 1 ? .gray : picture.channels == 3 ? .rgb : .rgba
    let plain = PNGEncoding(
      kind: kind, depth: 8, rows: picture.bytes, rowBytes: picture.width * picture.channels)
    let small = picture.channels == 1 ? shallow(picture) : indexed(picture)
    return [plain] + (small.map { [$0] } ?? [])
  }

  /// Gray of 1, 2 or 4 bits, when the picture has no other levels.
  private static func shallow(_ picture: ByteImage) -> PNGEncoding? {
    var seen = [Bool](repeating: false, count: 256)
    for byte in picture.bytes { seen[Int(byte)] = true }
    let levels = seen.indices.filter { seen[$0] }
    guard let depth = [1, 2, 4].first(where: { depth in levels.allSatisfy { $0 % (255 / ((1 << depth) - 1)) == 0 } })
    else { return nil }
    let factor = UInt8(255 / ((1 << depth) - 1))
    let (rows, rowBytes) = packed(picture.bytes.map { $0 / factor }, width: picture.width, depth: depth)
    return PNGEncoding(kind: .gray, depth: depth, rows: rows, rowBytes: rowBytes)
  }

  /// A palette, when the picture has at most 256 colours, in the order of their first pixels.
  private static func indexed(_ picture: ByteImage) -> PNGEncoding? {
    let channels = picture.channels
    var numbers: [UInt32: UInt8] = [:]
    var colours: [UInt32] = []
    var indices: [UInt8] = []
    indices.reserveCapacity(picture.width * picture.height)
    for start in stride(from: 0, to: picture.bytes.count, by: channels) {
      var colour: UInt32 = 0
      for channel in 0..<channels { colour = colour << 8 | UInt32(picture.bytes[start + channel]) }
      if let number = numbers[colour] {
        indices.append(number)
      } else {
        guard colours.count < 256 else { return nil }
        numbers[colour] = UInt8(colours.count)
        indices.append(UInt8(colours.count))
        colours.append(colour)
      }
    }
    let depth = colours.count <= 2 ? 1 : colours.count <= 4 ? 2 : colours.count <= 16 ? 4 : 8
    let (rows, rowBytes) = packed(indices, width: picture.width, depth: depth)
    let shift = UInt32(channels - 3) * 8
    let palette = colours.flatMap { colour in
      [16, 8, 0].map { UInt8(truncatingIfNeeded: colour >> (UInt32($0) + shift)) }
    }
    let alphas = channels == 4 ? colours.map { UInt8(truncatingIfNeeded: $0) } : []
    return PNGEncoding(
      kind: .palette, depth: depth, palette: palette, alphas: alphas, rows: rows, rowBytes: rowBytes)
  }

  /// Rows of samples of `depth` bits, the leftmost in the highest bits.
  private static func packed(_ samples: [UInt8], width: Int, depth: Int) -> (rows: [UInt8], rowBytes: Int) {
    guard depth < 8 else { return (samples, width) }
    let rowBytes = (width * depth + 7) / 8
    var rows = [UInt8](repeating: 0, count: samples.count / width * rowBytes)
    for (index, sample) in samples.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: width)
      rows[row * rowBytes + column * depth / 8] |= sample << UInt8(8 - depth - column * depth % 8)
    }
    return (rows, rowBytes)
  }
}
