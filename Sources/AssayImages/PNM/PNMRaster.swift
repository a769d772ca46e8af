import AssayBase

/// The pixels of a PNM file behind its header.
struct PNMRaster {
  let header: PNMHeader
  let bytes: UnsafeRawBufferPointer

  /// The samples at 8 bits, rows from the top, the samples of a pixel side by side.
  func samples() throws -> [UInt8] {
    let count = header.width * header.height * header.channels
    return try [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      switch header.coding {
      case .bits: unpack(into: target)
      case .binary: try scale(into: target, count: count)
      case .digits: try readDigits(into: target, count: count)
      case .decimal: try readDecimals(into: target, count: count)
      }
      filled = count
    }
  }

  private func scaled(_ value: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: (value &* 510 &+ header.maximum) / (2 &* header.maximum))
  }

  private func unpack(into target: UnsafeMutableBufferPointer<UInt8>) {
    let rowBytes = (header.width + 7) / 8
    var place = 0
    for row in 0..<header.height {
      let start = header.start + row * rowBytes
      var column = 0
      while column < header.width {
        let bit = bytes[start &+ column &>> 3] &>> UInt8(truncatingIfNeeded: 7 &- column & 7) & 1
        target[place] = bit &- 1
        place &+= 1
        column &+= 1
      }
    }
  }

  private func scale(into target: UnsafeMutableBufferPointer<UInt8>, count: Int) throws {
    let source = UnsafeRawBufferPointer(rebasing: bytes[header.start...])
    if header.maximum == 255 {
      UnsafeMutableRawBufferPointer(target).copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<count]))
      return
    }
    // A table of every sample is faster than a division for each, in a debug build above all.
    let isWide = header.sampleBytes == 2
    let levels = (0...header.maximum).map(scaled)
    try levels.withUnsafeBufferPointer { levels in
      var index = 0
      while index < count {
        let value = isWide ? Int(source[2 &* index]) &<< 8 | Int(source[2 &* index &+ 1]) : Int(source[index])
        guard value < levels.count else {
          throw tooLarge("\(value)", at: header.start + index * header.sampleBytes)
        }
        target[index] = levels[value]
        index &+= 1
      }
    }
  }

  private func readDigits(into target: UnsafeMutableBufferPointer<UInt8>, count: Int) throws {
    var cursor = PNMCursor(bytes: bytes, position: header.start)
    for index in 0..<count {
      cursor.skipSpace()
      guard cursor.position < bytes.count, bytes[cursor.position] == 48 || bytes[cursor.position] == 49 else {
        throw PNMFault.malformed("a pixel of a bitmap is wrong", "0 or 1", at: cursor.position)
      }
      target[index] = bytes[cursor.position] == 49 ? 0 : 255
      cursor.position += 1
    }
  }

  private func readDecimals(into target: UnsafeMutableBufferPointer<UInt8>, count: Int) throws {
    var cursor = PNMCursor(bytes: bytes, position: header.start)
    for index in 0..<count { target[index] = scaled(try cursor.number("a sample", in: 0...header.maximum)) }
  }

  private func tooLarge(_ found: String, at offset: Int) -> AssayError {
    PNMFault.malformed("a sample is out of range", "0 to \(header.maximum)", found, at: offset)
  }
}
