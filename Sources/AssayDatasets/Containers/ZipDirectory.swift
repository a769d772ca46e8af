import AssayBase

/// Reads the central directory at the end of a zip file.
enum ZipDirectory {
  private static let endCount = 22
  private static let sizeLimit = 1 << 26

  /// The little-endian number of `count` bytes at `place`.
  static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }

  /// The members of the archive `bytes`.
  static func members(of bytes: ContainerBytes) throws -> [ZipArchive.Member] {
    let (count, range) = try directory(of: bytes)
    guard range.count <= sizeLimit else {
      throw AssayError(
        .limitExceeded, "zip: the directory is too long", expected: "at most \(sizeLimit) bytes",
        found: "\(range.count)", at: "byte \(range.lowerBound)")
    }
    let data = try bytes.bytes(range)
    var members: [ZipArchive.Member] = []
    var place = 0
    for _ in 0..<count {
      let (member, end) = try self.member(data, at: place, offset: range.lowerBound)
      members.append(member)
      place = end
    }
    return members
  }

  /// The number of members and where the directory is, from the record at the file's end.
  private static func directory(of bytes: ContainerBytes) throws -> (count: Int, range: Range<Int>) {
    // A comment of up to 65,535 bytes may follow the record.
    let start = max(0, bytes.count - endCount - 65535)
    let tail = try bytes.bytes(start..<bytes.count)
    guard
      let place = stride(from: tail.count - endCount, through: 0, by: -1).first(where: {
        tail[$0] == 0x50 && number(tail, $0, 4) == 0x0605_4B50
      })
    else {
      throw AssayError.malformed("zip", "not a zip file, or cut short", "a directory at the end", at: bytes.count)
    }
    guard number(tail, place + 4, 2) == 0, number(tail, place + 6, 2) == 0 else {
      throw AssayError(.unsupported, "zip: the archive has several parts", at: "byte \(start + place)")
    }
    var count = number(tail, place + 10, 2)
    var (size, offset) = (number(tail, place + 12, 4), number(tail, place + 16, 4))
    if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
      (count, size, offset) = try wide(bytes, before: start + place)
    }
    guard offset >= 0, size >= 0, offset <= bytes.count, size <= bytes.count - offset, count >= 0,
      count <= size / 46
    else {
      throw AssayError.malformed(
        "zip", "the directory does not fit", "\(count) members in \(size) bytes at \(offset)",
        "\(bytes.count) bytes", at: start + place)
    }
    return (count, offset..<(offset + size))
  }

  /// The same of an archive with 64-bit numbers, whose locator stands before the record at byte `end`.
  private static func wide(_ bytes: ContainerBytes, before end: Int) throws -> (count: Int, size: Int, offset: Int) {
    guard end >= 20 else { throw AssayError.malformed("zip", "the 64-bit directory is missing", at: end) }
    let locator = try bytes.bytes((end - 20)..<end)
    let place = number(locator, 8, 8)
    guard number(locator, 0, 4) == 0x0706_4B50, place >= 0, place <= bytes.count - 56 else {
      throw AssayError.malformed("zip", "the 64-bit directory is missing", at: end - 20)
    }
    let record = try bytes.bytes(place..<(place + 56))
    guard number(record, 0, 4) == 0x0606_4B50 else {
      throw AssayError.malformed("zip", "the 64-bit directory is missing", at: place)
    }
    return (number(record, 32, 8), number(record, 40, 8), number(record, 48, 8))
  }

  private static func member(_ data: [UInt8], at place: Int, offset: Int) throws -> (ZipArchive.Member, end: Int) {
    guard place <= data.count - 46, number(data, place, 4) == 0x0201_4B50 else {
      throw AssayError.malformed("zip", "the directory is damaged", at: offset + place)
    }
    let lengths = (number(data, place + 28, 2), number(data, place + 30, 2), number(data, place + 32, 2))
    let nameEnd = place + 46 + lengths.0
    let end = nameEnd + lengths.1 + lengths.2
    guard end <= data.count else { throw AssayError.malformed("zip", "the directory is cut short", at: offset + place) }
    let (flags, method) = (number(data, place + 8, 2), number(data, place + 10, 2))
    guard flags & 1 == 0, method == 0 || method == 8 else {
      throw AssayError(
        .unsupported, "zip: a member cannot be read", expected: "stored or deflated, not encrypted",
        found: flags & 1 == 1 ? "encrypted" : "method \(method)", at: "byte \(offset + place)")
    }
    var sizes = [number(data, place + 24, 4), number(data, place + 20, 4), number(data, place + 42, 4)]
    try widen(&sizes, data, nameEnd..<(nameEnd + lengths.1), offset: offset)
    let member = ZipArchive.Member(
      name: String(decoding: data[(place + 46)..<nameEnd], as: UTF8.self), method: method,
      checksum: UInt32(number(data, place + 16, 4)), compressedCount: sizes[1], count: sizes[0], offset: sizes[2])
    return (member, end)
  }

  /// Takes the numbers that do not fit 32 bits from the extra field 1, in which only those are.
  private static func widen(_ sizes: inout [Int], _ data: [UInt8], _ extra: Range<Int>, offset: Int) throws {
    guard sizes.contains(0xFFFF_FFFF) else { return }
    var place = extra.lowerBound
    while place <= extra.upperBound - 4 {
      let (id, count) = (number(data, place, 2), number(data, place + 2, 2))
      var next = place + 4
      let end = next + count
      guard end <= extra.upperBound else { break }
      if id == 1 {
        for index in sizes.indices where sizes[index] == 0xFFFF_FFFF && next <= end - 8 {
          sizes[index] = number(data, next, 8)
          next += 8
        }
      }
      place = end
    }
    guard sizes.allSatisfy({ $0 >= 0 && $0 <= 1 << 48 }) else {
      throw AssayError.malformed("zip", "a size is out of range", at: offset + extra.lowerBound)
    }
  }
}
