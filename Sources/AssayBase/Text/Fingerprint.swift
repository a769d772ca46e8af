/// A short name for content: the same content gives the same 16 digits on every machine, another content others.
///
/// 64 bits, mixed a word at a time. It tells apart what was changed by accident; it does not resist an attacker.
package struct Fingerprint: Sendable, Equatable {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  package init() {}

  /// The fingerprint of a text.
  package init(_ text: String) { combine(text) }

  /// Adds a whole number.
  package mutating func combine(_ number: Int) { mix(UInt64(bitPattern: Int64(number))) }

  /// Adds a text with its length, so that two texts after one another are not one longer text.
  package mutating func combine(_ text: String) {
    combine(Array(text.utf8))
  }

  /// Adds bytes with their number.
  package mutating func combine(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { combine($0) }
  }

  /// Adds the bits of numbers with their number.
  package mutating func combine(_ numbers: [Float]) {
    numbers.withUnsafeBytes { combine($0) }
  }

  private mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    mix(UInt64(bytes.count))
    var offset = 0
    while offset + 8 <= bytes.count {
      mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    guard offset < bytes.count else { return }
    var last: UInt64 = 0
    for index in offset..<bytes.count { last = last << 8 | UInt64(bytes[index]) }
    mix(last)
  }

  private mutating func mix(_ word: UInt64) {
    state = (state ^ word) &* 0xFF51_AFD7_ED55_8CCD
    state ^= state >> 32
  }

  /// 16 hexadecimal digits.
  package var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The first eight of them: enough for the name of one file among others of its folder.
  package var shortText: String { String(text.prefix(8)) }

  /// 32 bits of it, for lists of many.
  package var word: UInt32 { UInt32(truncatingIfNeeded: state ^ state >> 32) }
}
