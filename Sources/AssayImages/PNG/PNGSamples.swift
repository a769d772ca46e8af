import AssayBase

/// The samples of a PNG image as the file has them, filters and interlacing undone.
package struct PNGSamples: Sendable {
  package let header: PNGHeader
  /// Rows from the top, the samples of a pixel side by side: a byte each, or two big-endian ones at depth 16.
  package let bytes: [UInt8]
  let palette: [UInt8]?
  let transparency: [UInt8]?
  /// Where the file's pixels start, for the errors of what they hold.
  let offset: Int

  /// Decompresses the pixels of `file`, whose bytes are `bytes`.
  init(of file: PNGFile, in bytes: UnsafeRawBufferPointer) throws {
    let header = file.header
    let offset = file.pixels.first?.lowerBound ?? 0
    (self.header, self.offset) = (header, offset)
    palette = file.palette
    transparency = file.transparency
    let passes = PNGPass.passes(of: header)
    let rawCount = passes.reduce(0) { $0 + $1.height * (1 + header.rowBytes($1.width)) }
    let compressedCount = file.pixels.reduce(0) { $0 + $1.count }
    guard rawCount / Inflation.largestRatio <= compressedCount else {
      throw PNGFault.malformed(
        "too few pixels", "\(rawCount) bytes for \(header.width) × \(header.height)",
        "\(compressedCount) compressed bytes", at: offset)
    }
    var raw = [UInt8](repeating: 0, count: rawCount)
    self.bytes = try raw.withUnsafeMutableBytes { raw in
      _ = try Inflation.inflate(
        file.pixels, of: bytes, wrapping: .zlib, format: "PNG", into: raw, isExact: true)
      return try Self.assemble(raw, passes: passes, header: header, offset: offset)
    }
  }

  /// Undoes the filters of `raw` in place and puts the samples of all passes where they belong.
  private static func assemble(
    _ raw: UnsafeMutableRawBufferPointer, passes: [PNGPass], header: PNGHeader, offset: Int
  ) throws -> [UInt8] {
    let sampleBytes = header.depth == 16 ? 2 : 1
    let pixelBytes = header.kind.channels * sampleBytes
    var samples = [UInt8](repeating: 0, count: header.width * header.height * pixelBytes)
    let zeros = [UInt8](repeating: 0, count: header.rowBytes(header.width))
    try samples.withUnsafeMutableBufferPointer { target in
      try zeros.withUnsafeBufferPointer { zeros in
        guard let target = target.baseAddress, let zeros = zeros.baseAddress,
          var row = raw.bindMemory(to: UInt8.self).baseAddress
        else { return }
        for pass in passes {
          let count = header.rowBytes(pass.width)
          var previous = zeros
          for index in 0..<pass.height {
            guard let filter = PNGFilter(rawValue: row[0]) else {
              throw PNGFault.malformed("row \(index) has an unknown filter", "0 to 4", "\(row[0])", at: offset)
            }
            row += 1
            filter.undo(row, previous: previous, count: count, step: header.filterStep)
            let start = target + (pass.firstRow + index * pass.rowStep) * header.width * pixelBytes
            pass.place(row, in: start, depth: header.depth, pixelBytes: pixelBytes)
            previous = UnsafePointer(row)
            row += count
          }
        }
      }
    }
    return samples
  }
}
