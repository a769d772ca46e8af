import CAssayKernels
import Foundation

/// The SHA-256 digest of bytes (NIST FIPS 180-4).
///
/// Own code, since the toolchain has none on every platform. For telling contents apart, not for secrets.
package struct SHA256: Sendable, Hashable {
  /// The 32 bytes as four words, the first eight bytes in the first.
  private let words: [UInt64]

  /// The digest of `bytes`.
  package init(_ bytes: some ContiguousBytes) {
    var state: [UInt32] = [
      0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]
    bytes.withUnsafeBytes { buffer in
      let whole = buffer.count / 64
      if let base = buffer.bindMemory(to: UInt8.self).baseAddress { assay_sha256(&state, base, whole) }
      // What is left, a one bit, zeros, and the number of bits, in one or two blocks.
      var tail = Array(buffer[(64 * whole)...]) + [0x80]
      while tail.count % 64 != 56 { tail.append(0) }
      withUnsafeBytes(of: (UInt64(buffer.count) * 8).bigEndian) { tail += $0 }
      assay_sha256(&state, tail, tail.count / 64)
    }
    words = stride(from: 0, to: 8, by: 2).map { UInt64(state[$0]) << 32 | UInt64(state[$0 + 1]) }
  }

  /// 64 hexadecimal digits.
  package var text: String {
    words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
