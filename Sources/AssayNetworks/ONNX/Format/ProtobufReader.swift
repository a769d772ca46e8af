import AssayBase
import Foundation

/// Reads the fields of one message in protobuf's wire format, in order, without copying the bytes.
///
/// Lengths are checked against the message before anything is taken from it, and messages within messages to a depth of
/// ``depthLimit``. Fields that nobody asks for are skipped. Format: https://protobuf.dev/programming-guides/encoding.
struct ProtobufReader {
  /// How deep messages may lie in one another; no graph of layers needs more.
  static let depthLimit = 64

  /// The number and the kind of a field.
  struct Key {
    let number: Int
    let wire: Wire
    /// Where the field begins, in bytes of the file.
    let offset: Int
  }

  /// How a field is written.
  enum Wire: UInt8 {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case fixed32 = 5
  }

  /// All bytes of the file.
  let data: Data
  /// The bytes of this message that are still to be read.
  private(set) var range: Range<Int>
  private let depth: Int

  /// Reads the message that `data` is.
  init(_ data: Data) {
    self.init(data, 0..<data.count, depth: 0)
  }

  private init(_ data: Data, _ range: Range<Int>, depth: Int) {
    (self.data, self.range, self.depth) = (data, range, depth)
  }

  /// The next field; nil at the end of the message.
  ///
  /// - Throws: `AssayError(.malformedData)` for a field number of 0 and kinds that protobuf does not have any longer.
  mutating func next() throws -> Key? {
    guard !range.isEmpty else { return nil }
    let offset = range.lowerBound
    let key = try varint()
    guard let wire = Wire(rawValue: UInt8(key & 7)) else {
      throw malformed("a field of an unknown kind", "kind 0, 1, 2 or 5", "\(key & 7)", at: offset)
    }
    guard key >> 3 > 0, key >> 3 < 1 << 29 else {
      throw malformed("a field with an impossible number", "1 to 536870911", "\(key >> 3)", at: offset)
    }
    return Key(number: Int(key >> 3), wire: wire, offset: offset)
  }

  /// Passes over the value of `key`.
  mutating func skip(_ key: Key) throws {
    switch key.wire {
    case .varint: _ = try varint()
    case .fixed64: _ = try take(8)
    case .bytes: _ = try bytes(key)
    case .fixed32: _ = try take(4)
    }
  }

  /// The value of `key` as a 64-bit integer.
  mutating func integer(_ key: Key) throws -> Int {
    try expect(.varint, key)
    return Int(bitPattern: UInt(truncatingIfNeeded: try varint()))
  }

  /// The value of `key` as a float.
  mutating func float(_ key: Key) throws -> Float {
    try expect(.fixed32, key)
    return Float(bitPattern: UInt32(littleEndian: load(try take(4))))
  }

  /// Where the bytes of `key`'s value are in the file.
  mutating func bytes(_ key: Key) throws -> Range<Int> {
    try expect(.bytes, key)
    let offset = range.lowerBound
    let count = try varint()
    guard count <= UInt64(range.count) else {
      throw malformed("a length beyond the end", "at most \(range.count)", "\(count)", at: offset)
    }
    return try take(Int(count))
  }

  /// The value of `key` as text.
  mutating func text(_ key: Key) throws -> String {
    let range = try bytes(key)
    guard let text = String(bytes: data[range], encoding: .utf8) else {
      throw malformed("a text that is not UTF-8", nil, nil, at: range.lowerBound)
    }
    return text
  }

  /// A reader of the message that is `key`'s value.
  mutating func message(_ key: Key) throws -> ProtobufReader {
    let range = try bytes(key)
    guard depth < Self.depthLimit else {
      throw AssayError(
        .limitExceeded, "ONNX: messages lie too deep in one another", expected: "at most \(Self.depthLimit)",
        at: "byte \(key.offset)")
    }
    return ProtobufReader(data, range, depth: depth + 1)
  }

  /// Appends the integers of `key`'s value, one or a packed row of them.
  mutating func integers(_ key: Key, into numbers: inout [Int]) throws {
    guard key.wire == .bytes else { return numbers.append(try integer(key)) }
    var row = ProtobufReader(data, try bytes(key), depth: depth)
    while !row.range.isEmpty { numbers.append(Int(bitPattern: UInt(truncatingIfNeeded: try row.varint()))) }
  }

  /// Appends the little-endian numbers of `key`'s value, one or a packed row of them.
  mutating func fixed<Number: BitwiseCopyable>(_ key: Key, zero: Number, into numbers: inout [Number]) throws {
    let size = MemoryLayout<Number>.size
    let bytes: Range<Int>
    if key.wire == .bytes {
      bytes = try self.bytes(key)
    } else {
      try expect(size == 4 ? .fixed32 : .fixed64, key)
      bytes = try take(size)
    }
    guard bytes.count % size == 0 else {
      throw malformed(
        "a row of numbers that ends within one", "a multiple of \(size)", "\(bytes.count)", at: key.offset)
    }
    var row = [Number](repeating: zero, count: bytes.count / size)
    row.withUnsafeMutableBytes { target in
      data.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[bytes])) }
    }
    numbers += row
  }

  private mutating func varint() throws -> UInt64 {
    let offset = range.lowerBound
    var (value, shift) = (UInt64(0), UInt64(0))
    while let position = range.first {
      let byte = data[position]
      range = position + 1..<range.upperBound
      guard shift < 63 || byte <= 1 else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw malformed("a number without an end", "at most 10 bytes", nil, at: offset)
  }

  private mutating func take(_ count: Int) throws -> Range<Int> {
    guard count <= range.count else {
      throw malformed("the message ends too early", "\(count) bytes", "\(range.count)", at: range.lowerBound)
    }
    let taken = range.lowerBound..<range.lowerBound + count
    range = taken.upperBound..<range.upperBound
    return taken
  }

  private func load<Number: BitwiseCopyable>(_ bytes: Range<Int>) -> Number {
    data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: bytes.lowerBound, as: Number.self) }
  }

  private func expect(_ wire: Wire, _ key: Key) throws {
    guard key.wire == wire else {
      throw malformed("field \(key.number) is of another kind", "\(wire)", "\(key.wire)", at: key.offset)
    }
  }

  private func malformed(_ problem: String, _ expected: String?, _ found: String?, at offset: Int) -> AssayError {
    .malformed("ONNX", problem, expected, found, at: offset)
  }
}
