import AssayBase

/// Quantization tables as the Independent JPEG Group's library scales them to a quality from 1 to 100.
package enum JPEGQuantization {
  /// The place in a block, row by row, of each coefficient in zigzag order (T.81, figure A.6).
  static let zigzag: [Int] = {
    // The diagonals in turn, upwards and downwards.
    (0...14).flatMap { sum -> [Int] in
      let rows = Array(max(0, sum - 7)...min(7, sum))
      return (sum % 2 == 0 ? rows.reversed() : rows).map { 8 * $0 + sum - $0 }
    }
  }()

  /// The divisors of luma at `quality`, row by row: T.81, table K.1, scaled.
  package static func luma(quality: Int) -> [UInt16] { scaled(lumaAtHalf, quality: quality) }

  /// The divisors of chroma at `quality`, row by row: T.81, table K.2, scaled.
  package static func chroma(quality: Int) -> [UInt16] { scaled(chromaAtHalf, quality: quality) }

  /// - Throws: `AssayError` of kind `invalidArgument` unless `quality` is 1 to 100.
  static func check(quality: Int) throws {
    guard (1...100).contains(quality) else {
      throw AssayError(
        .invalidArgument, "the JPEG quality is out of range", expected: "1 to 100", found: "\(quality)", at: "quality")
    }
  }

  private static func scaled(_ table: [Int], quality: Int) -> [UInt16] {
    let percent = quality < 50 ? 5000 / quality : 200 - 2 * quality
    return table.map { UInt16(min(max(($0 * percent + 50) / 100, 1), 255)) }
  }

  private static let lumaAtHalf = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
    87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
  ]

  private static let chromaAtHalf = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99,
  ]
}
