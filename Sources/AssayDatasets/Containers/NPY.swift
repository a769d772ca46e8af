import AssayBase
import AssayTensor

/// NumPy's format for one array, versions 1 to 3 (NEP 1, "A Simple File Format for NumPy Arrays").
enum NPY {
  private static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
  private static let headerLimit = 1 << 16

  /// Reads the header of an NPY file; an array in Fortran order is read whole and put row by row.
  ///
  /// Bytes behind the numbers are ignored, as NumPy does.
  /// - Throws: `AssayError` with file and byte offset: `malformedData`, or `unsupported` for complex numbers, texts,
  ///   dates, objects and records.
  static func array(_ bytes: ContainerBytes) throws -> NumberArray {
    try bytes.naming {
      let (header, start) = try header(of: bytes)
      var parser = NPYHeader(text: header)
      let fields = try parser.fields()
      let (type, isBigEndian) = try element(fields.descr)
      let array = try NumberArray(
        bytes: bytes, format: "NPY", shape: fields.shape, type: type, isBigEndian: isBigEndian, start: start)
      return fields.isFortran && fields.shape.count > 1 ? try rowByRow(array) : array
    }
  }

  private static func header(of bytes: ContainerBytes) throws -> (text: [UInt8], end: Int) {
    guard bytes.count >= 10 else {
      throw AssayError.malformed("NPY", "the file is too short", "a header of 10 bytes", "\(bytes.count)", at: 0)
    }
    let start = try bytes.bytes(0..<10)
    guard start.starts(with: magic) else { throw AssayError.malformed("NPY", "not an NPY file", at: 0) }
    guard (1...3).contains(start[6]) else {
      throw AssayError.malformed("NPY", "unknown version", "1, 2 or 3", "\(start[6])", at: 6)
    }
    let width = start[6] == 1 ? 2 : 4
    guard bytes.count >= 8 + width else { throw AssayError.malformed("NPY", "the header is cut short", at: 8) }
    let length = try bytes.bytes(8..<(8 + width)).reversed().reduce(0) { $0 << 8 | Int($1) }
    let first = 8 + width
    guard length <= headerLimit, length <= bytes.count - first else {
      throw AssayError.malformed(
        "NPY", "the header is too long", "at most \(min(headerLimit, bytes.count - first)) bytes", "\(length)", at: 8)
    }
    return (try bytes.bytes(first..<(first + length)), first + length)
  }

  /// The type that a `descr` such as "<f4" names.
  private static func element(_ descr: String) throws -> (ArchiveElementType, isBigEndian: Bool) {
    let types: [String: ArchiveElementType] = [
      "b1": .bool, "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "u4": .uint32, "i4": .int32, "u8": .uint64,
      "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64,
    ]
    guard let order = descr.first, "<>|=".contains(order), let type = types[String(descr.dropFirst())] else {
      throw AssayError(
        .unsupported, "NPY: numbers of another type", expected: types.keys.sorted().joined(separator: ", "),
        found: "“\(descr)”", at: "byte 10")
    }
    return (type, order == ">")
  }

  /// The array with its first axis slowest, in memory.
  private static func rowByRow(_ array: NumberArray) throws -> NumberArray {
    let size = array.type.size
    let source = try array.bytes.bytes(array.start..<array.offset(of: array.count))
    var result = [UInt8](repeating: 0, count: source.count)
    let last = array.shape[array.shape.count - 1]
    let rows = array.count / max(1, last)
    // Neighbours along the last axis are as far apart as there are rows.
    source.withUnsafeBytes { source in
      result.withUnsafeMutableBytes { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        var counters = [Int](repeating: 0, count: array.shape.count)
        for row in 0..<rows {
          let start = firstPlace(of: counters, in: array.shape)
          for index in 0..<last {
            (to + (row * last + index) * size).copyMemory(from: from + (start + index * rows) * size, byteCount: size)
          }
          advance(&counters, in: array.shape)
        }
      }
    }
    return try NumberArray(
      bytes: ContainerBytes(result, source: array.bytes.source), format: array.format, shape: array.shape,
      type: array.type, isBigEndian: array.isBigEndian, start: 0)
  }

  /// The place, in Fortran order, of the entry with `indices`.
  private static func firstPlace(of indices: [Int], in shape: [Int]) -> Int {
    var (place, step) = (0, 1)
    for axis in shape.indices {
      place += indices[axis] * step
      step *= shape[axis]
    }
    return place
  }

  /// Goes to the next indices, all axes but the last, which stays 0.
  private static func advance(_ indices: inout [Int], in shape: [Int]) {
    var axis = shape.count - 2
    while axis >= 0 {
      indices[axis] += 1
      if indices[axis] < shape[axis] { return }
      indices[axis] = 0
      axis -= 1
    }
  }
}
