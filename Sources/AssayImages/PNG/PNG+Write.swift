import AssayBase
import CZlib
import Foundation

extension PNG {
  /// Writes `picture` as a PNG that decodes to the same channels, not interlaced, with `text` before the pixels.
  ///
  /// Gray, RGB or RGBA of 8 bits, each row with the filter of the least sum of absolute differences; or, if that is
  /// shorter, gray of fewer bits, or a palette. The bytes depend on the picture, the text and the version of zlib alone.
  ///
  /// - Throws: `AssayError`: `invalidArgument` for a text PNG cannot hold, `limitExceeded` for an extent above 2^31 - 1.
  public static func encode(_ picture: ByteImage, text: [PNGText] = []) throws -> Data {
    guard picture.width <= 0x7FFF_FFFF, picture.height <= 0x7FFF_FFFF else {
      throw AssayError(
        .limitExceeded, "the picture is too large for PNG", expected: "extents up to 2147483647",
        found: "\(picture.width) × \(picture.height)")
    }
    var chunks: [UInt8]?
    for encoding in PNGEncoding.candidates(for: picture) {
      let attempt = try Self.chunks(of: encoding, picture, text)
      if attempt.count < chunks?.count ?? .max { chunks = attempt }
    }
    var file = Data(PNGFile.signature)
    file.append(contentsOf: chunks ?? [])
    var end: [UInt8] = []
    append("IEND", [], to: &end)
    file.append(contentsOf: end)
    return file
  }

  /// The chunks of a picture in one encoding, up to IEND.
  private static func chunks(of encoding: PNGEncoding, _ picture: ByteImage, _ text: [PNGText]) throws -> [UInt8] {
    var file: [UInt8] = []
    let type = [UInt8(encoding.depth), encoding.kind.rawValue, 0, 0, 0]
    append("IHDR", word(picture.width) + word(picture.height) + type, to: &file)
    if !encoding.palette.isEmpty { append("PLTE", encoding.palette, to: &file) }
    if !encoding.alphas.isEmpty { append("tRNS", encoding.alphas, to: &file) }
    for entry in text {
      let (type, data) = try entry.chunk()
      append(type, data, to: &file)
    }
    let pixels = try compressed(filtered(encoding, height: picture.height))
    // A chunk's length has 31 bits.
    var rest = pixels[...]
    repeat {
      append("IDAT", Array(rest.prefix(1 << 30)), to: &file)
      rest = rest.dropFirst(1 << 30)
    } while !rest.isEmpty
    return file
  }

  /// Writes `picture` to the file at `path`, as ``encode(_:text:)`` makes it; the file appears whole or not at all.
  ///
  /// - Parameter creatingFolders: Whether missing folders on the way are made.
  public static func write(
    _ picture: ByteImage, to path: String, text: [PNGText] = [], creatingFolders: Bool = false
  ) throws {
    try AtomicFile.write(encode(picture, text: text), to: path, creatingFolders: creatingFolders)
  }

  private static func word(_ value: Int) -> [UInt8] {
    [UInt8(value >> 24 & 255), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
  }

  private static func append(_ type: String, _ data: [UInt8], to file: inout [UInt8]) {
    let body = Array(type.utf8) + data
    file.append(contentsOf: word(data.count))
    file.append(contentsOf: body)
    file.append(contentsOf: word(Int(body.withUnsafeBytes(PNGChunk.checksum))))
  }

  /// The rows of `encoding`, each after the number of its filter.
  private static func filtered(_ encoding: PNGEncoding, height: Int) -> [UInt8] {
    let (count, step) = (encoding.rowBytes, encoding.step)
    let total = height * (1 + count)
    let zeros = [UInt8](repeating: 0, count: count)
    var trial = [UInt8](repeating: 0, count: count)
    return [UInt8](unsafeUninitializedCapacity: total) { target, initialized in
      initialized = total
      encoding.rows.withUnsafeBufferPointer { rows in
        zeros.withUnsafeBufferPointer { zeros in
          trial.withUnsafeMutableBufferPointer { trial in
            guard var row = rows.baseAddress, var previous = zeros.baseAddress, var place = target.baseAddress,
              let trial = trial.baseAddress
            else { return }
            for _ in 0..<height {
              if encoding.isFiltered {
                let filter = filter(row, previous: previous, count: count, step: step, into: place + 1, trial: trial)
                place.initialize(to: filter.rawValue)
              } else {
                place.initialize(to: PNGFilter.none.rawValue)
                (place + 1).update(from: row, count: count)
              }
              previous = row
              row += count
              place += 1 + count
            }
          }
        }
      }
    }
  }

  /// Filters a row into `target` by the filter with the least sum, the earlier one of equals, "above" first.
  private static func filter(
    _ row: UnsafePointer<UInt8>, previous: UnsafePointer<UInt8>, count: Int, step: Int,
    into target: UnsafeMutablePointer<UInt8>, trial: UnsafeMutablePointer<UInt8>
  ) -> PNGFilter {
    // Enlarged pictures repeat their rows; nothing beats a row of zeros, so the other filters need no look.
    if memcmp(row, previous, count) == 0 {
      target.initialize(repeating: 0, count: count)
      return .above
    }
    var (best, least) = (PNGFilter.above, Int.max)
    for filter in [PNGFilter.above, .none, .left, .average, .paeth] {
      let sum = filter.apply(to: row, previous: previous, count: count, step: step, into: trial)
      guard sum < least else { continue }
      (best, least) = (filter, sum)
      target.update(from: trial, count: count)
    }
    return best
  }

  private static func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
    var length = compressBound(uLong(bytes.count))
    var output = [UInt8](repeating: 0, count: Int(length))
    let status = compress2(&output, &length, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
    guard status == Z_OK else {
      throw AssayError(.limitExceeded, "zlib cannot compress the picture", found: "status \(status)")
    }
    return Array(output.prefix(Int(length)))
  }
}
