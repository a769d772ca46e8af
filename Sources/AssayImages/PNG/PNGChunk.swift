import AssayBase
import CZlib

/// One chunk of a PNG file: four letters and where its data are.
struct PNGChunk {
  let type: String
  /// The bytes of the file that are its data.
  let data: Range<Int>

  /// Whether a reader that does not know the chunk must give up: the first letter is a capital.
  var isCritical: Bool { type.utf8.first.map { $0 & 0x20 == 0 } ?? true }

  /// The chunk's first byte in the file, that of its length.
  var offset: Int { data.lowerBound - 8 }

  /// Where the next chunk starts.
  var end: Int { data.upperBound + 4 }

  /// Reads the chunk at byte `offset` of `bytes` and checks its length, letters and check sum.
  init(at offset: Int, of bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count - offset >= 12 else {
      throw PNGFault.malformed(
        "the file ends before a whole chunk", "IEND at the end", "\(bytes.count - offset) bytes", at: offset)
    }
    let length = PNGFile.word(bytes, offset)
    guard length <= 0x7FFF_FFFF, length <= bytes.count - offset - 12 else {
      throw PNGFault.malformed(
        "a chunk is longer than the file", "at most \(bytes.count - offset - 12) bytes", "\(length)", at: offset)
    }
    let name = UnsafeRawBufferPointer(rebasing: bytes[(offset + 4)..<(offset + 8)])
    guard name.allSatisfy({ ($0 >= 65 && $0 <= 90) || ($0 >= 97 && $0 <= 122) }) else {
      throw PNGFault.malformed("a chunk's type is not four letters", at: offset + 4)
    }
    type = String(decoding: name, as: UTF8.self)
    data = (offset + 8)..<(offset + 8 + length)
    let stored = PNGFile.word(bytes, data.upperBound)
    let computed = Int(Self.checksum(UnsafeRawBufferPointer(rebasing: bytes[(offset + 4)..<data.upperBound])))
    guard stored == computed else {
      throw PNGFault.malformed(
        "the check sum of \(type) is wrong", String(computed, radix: 16), String(stored, radix: 16),
        at: data.upperBound)
    }
  }

  /// Whether an IDAT chunk starts at byte `offset`, as far as its type tells.
  static func isPixels(at offset: Int, of bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count - offset >= 8 && bytes[(offset + 4)..<(offset + 8)].elementsEqual("IDAT".utf8)
  }

  /// The CRC-32 of a chunk's type and data.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
  }
}
