import AssayBase

/// Edits that damage a file of any format.
public enum FileDamage {
  /// Numbers at which readers go wrong.
  private static let numbers: [Int] = [
    0, 1, 2, 3, 4, 7, 8, 16, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
    .max, .min, -1,
  ]

  /// One of the edits, half of the time among the first `headCount` bytes.
  public static func any(_ bytes: inout [UInt8], headCount: Int, _ random: inout RandomStream) {
    guard !bytes.isEmpty else { return }
    let last = random.integer(in: 0...1) == 0 ? min(headCount, bytes.count) - 1 : bytes.count - 1
    let place = random.integer(in: 0...last)
    let piece = place..<min(bytes.count, place + random.integer(in: 1...32))
    switch random.integer(in: 0...8) {
    case 0: bytes[place] = UInt8(random.integer(in: 0...255))
    case 1: bytes[place] ^= 1 << UInt8(random.integer(in: 0...7))
    case 2: bytes[place] = UInt8(truncatingIfNeeded: numbers[random.integer(in: 0...(numbers.count - 1))])
    case 3: bytes.removeSubrange(piece)
    case 4: bytes.insert(contentsOf: bytes[piece], at: place)
    case 5: bytes.removeLast(random.integer(in: 0...(bytes.count - place - 1)))
    case 6: setNumber(in: &bytes, at: place, &random)
    case 7: for index in piece { bytes[index] = UInt8(random.integer(in: 0...255)) }
    default: exchange(&bytes, piece, &random)
    }
  }

  /// Puts the end of `other` behind the start of `bytes`.
  public static func splice(_ bytes: inout [UInt8], with other: [UInt8], _ random: inout RandomStream) {
    let (cut, start) = (random.integer(in: 0...bytes.count), random.integer(in: 0...other.count))
    bytes = Array(bytes[..<cut]) + other[start...]
  }

  /// Overwrites a number of 2, 4 or 8 bytes, of either byte order, as lengths and counts are.
  public static func setNumber(in bytes: inout [UInt8], at place: Int, _ random: inout RandomStream) {
    let count = [2, 4, 8][random.integer(in: 0...2)]
    guard place + count <= bytes.count else { return }
    let isLittle = random.integer(in: 0...1) == 0
    func shift(_ index: Int) -> Int { 8 * (isLittle ? index : count - 1 - index) }
    let old = (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << shift($1) }
    let value: Int
    switch random.integer(in: 0...4) {
    case 0: value = old &+ 1
    case 1: value = old &- 1
    case 2: value = old &* 2
    case 3: value = bytes.count &- place
    default: value = numbers[random.integer(in: 0...(numbers.count - 1))]
    }
    for index in 0..<count { bytes[place + index] = UInt8(truncatingIfNeeded: value >> shift(index)) }
  }

  /// Exchanges `piece` with another of its length.
  private static func exchange(_ bytes: inout [UInt8], _ piece: Range<Int>, _ random: inout RandomStream) {
    let other = random.integer(in: 0...(bytes.count - piece.count))
    for (offset, index) in piece.enumerated() { bytes.swapAt(index, other + offset) }
  }
}
