import AssayBase

/// The header of a JPEG picture: its process, its size and its components (T.81, section B.2.2).
struct JPEGFrame {
  /// How the coefficients come.
  enum Kind {
    case baseline, extended, progressive

    /// The kind of frame that `segment` opens; `nil` when it opens none.
    ///
    /// - Throws: `AssayError` of kind `unsupported` for the processes that are not read.
    init?(_ segment: JPEGSegments.Segment) throws {
      switch segment.marker {
      case 0xC0: self = .baseline
      case 0xC1: self = .extended
      case 0xC2: self = .progressive
      case 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xDE:
        throw JPEGFault.unsupported(
          "the coding process is not read", "Huffman-coded sequential or progressive", Self.name(segment.marker),
          at: segment.offset)
      case 0xC8, 0xCC, 0xDC, 0xDF:
        throw JPEGFault.unsupported("a marker is not read", nil, Self.name(segment.marker), at: segment.offset)
      default: return nil
      }
    }

    private static func name(_ marker: UInt8) -> String {
      switch marker {
      case 0xC3: "lossless"
      case 0xC5...0xC7, 0xDE: "hierarchical"
      case 0xC9...0xCB, 0xCC, 0xCD...0xCF: "arithmetic coding"
      case 0xDC: "the number of lines behind the scan"
      default: "0x\(String(marker, radix: 16))"
      }
    }
  }

  /// What the header says of a component.
  struct Sampling {
    let identifier: UInt8
    /// Samples across and down for every unit of the picture's.
    let columns: Int
    let rows: Int
    /// The number of its quantization table.
    let table: Int
  }

  /// One of the planes that make the picture.
  struct Component {
    let sampling: Sampling
    /// The samples that belong to the picture.
    let width: Int
    let height: Int
    /// The blocks in memory, whole units.
    let blocksPerRow: Int
    let blockRows: Int

    /// The blocks of a scan that has no other component.
    var ownBlocksPerRow: Int { (width + 7) / 8 }
    var ownBlockRows: Int { (height + 7) / 8 }
  }

  let isProgressive: Bool
  let width: Int
  let height: Int
  let components: [Component]
  /// The largest sampling factors.
  let columns: Int
  let rows: Int

  /// The units of a scan of several components.
  var unitsPerRow: Int { Self.quotient(width, 8 * columns) }
  var unitRows: Int { Self.quotient(height, 8 * rows) }
  /// The blocks that any file of this frame must code.
  var blocks: Int { components.reduce(0) { $0 + $1.ownBlocksPerRow * $1.ownBlockRows } }
  /// The channels of the picture: a fourth ink is mixed into the colours.
  var pictureChannels: Int { components.count == 1 ? 1 : 3 }

  /// Reads the frame header in `segment` of `bytes`.
  init(
    _ segment: JPEGSegments.Segment, _ kind: Kind, of bytes: UnsafeRawBufferPointer, pixelLimit: Int
  ) throws {
    let (start, count) = (segment.data.lowerBound, segment.data.count)
    guard count >= 6 else { throw JPEGFault.malformed("the frame header is too short", at: segment.offset) }
    let precision = Int(bytes[start])
    guard precision == 8 else {
      if precision == 12, kind != .baseline {
        throw JPEGFault.unsupported("the samples are not of 8 bits", "8", "12", at: start)
      }
      throw JPEGFault.malformed("the samples have an impossible depth", "8 bits", "\(precision)", at: start)
    }
    let (width, height) = (JPEGSegments.word(bytes, start + 3), JPEGSegments.word(bytes, start + 1))
    guard height > 0 else {
      throw JPEGFault.unsupported("the height comes behind the scan", "a positive height", "0", at: start + 1)
    }
    guard width > 0 else { throw JPEGFault.malformed("the picture has no columns", "1 to 65535", "0", at: start + 3) }
    let number = Int(bytes[start + 5])
    guard number > 0, count == 6 + 3 * number else {
      throw JPEGFault.malformed(
        "the frame header has the wrong length", "6 bytes and 3 for each of the components",
        "\(count) bytes for \(number)", at: start + 5)
    }
    guard number == 1 || number == 3 || number == 4 else {
      throw JPEGFault.unsupported("an unusual number of components", "1, 3 or 4", "\(number)", at: start + 5)
    }
    guard width * height <= pixelLimit else {
      throw AssayError(
        .limitExceeded, "JPEG: the image is too large", expected: "at most \(pixelLimit) pixels",
        found: "\(width) × \(height)", at: "byte \(start + 1)", advice: "Pass a larger pixelLimit to read it.")
    }
    self.init(
      width: width, height: height, isProgressive: kind == .progressive,
      try (0..<number).map { try Self.sampling(bytes, start + 6 + 3 * $0) })
  }

  /// Makes the frame of a picture whose components are sampled so; all numbers are known to be right.
  init(width: Int, height: Int, isProgressive: Bool, _ samplings: [Sampling]) {
    self.isProgressive = isProgressive
    (self.width, self.height) = (width, height)
    let (columns, rows) = (samplings.reduce(1) { max($0, $1.columns) }, samplings.reduce(1) { max($0, $1.rows) })
    (self.columns, self.rows) = (columns, rows)
    components = samplings.map {
      Component(
        sampling: $0, width: Self.quotient(width * $0.columns, columns),
        height: Self.quotient(height * $0.rows, rows),
        blocksPerRow: Self.quotient(width, 8 * columns) * $0.columns,
        blockRows: Self.quotient(height, 8 * rows) * $0.rows)
    }
  }

  /// What the header says of the component at `place`.
  private static func sampling(_ bytes: UnsafeRawBufferPointer, _ place: Int) throws -> Sampling {
    let (columns, rows) = (Int(bytes[place + 1] >> 4), Int(bytes[place + 1] & 15))
    guard (1...4).contains(columns), (1...4).contains(rows) else {
      throw JPEGFault.malformed(
        "a component's sampling factors are impossible", "1 to 4", "\(columns) and \(rows)", at: place + 1)
    }
    guard bytes[place + 2] < 4 else {
      throw JPEGFault.malformed(
        "a component's quantization table is impossible", "0 to 3", "\(bytes[place + 2])", at: place + 2)
    }
    return Sampling(identifier: bytes[place], columns: columns, rows: rows, table: Int(bytes[place + 2]))
  }

  /// The quotient, rounded up.
  static func quotient(_ number: Int, _ divisor: Int) -> Int { (number + divisor - 1) / divisor }
}
