import AssayBase
import CAssayKernels

/// The tables in force while a JPEG file is read: they may be replaced between scans (T.81, section B.2.4).
struct JPEGTables {
  /// Divisors of the coefficients, row by row.
  private(set) var quantization: [[UInt16]?] = [nil, nil, nil, nil]
  /// Decoding tables of first coefficients, and of the others.
  private var first: [[UInt32]?] = [nil, nil, nil, nil]
  private var others: [[UInt32]?] = [nil, nil, nil, nil]

  /// Takes the quantization tables of `segment`.
  mutating func takeQuantization(_ segment: JPEGSegments.Segment, of bytes: UnsafeRawBufferPointer) throws {
    var place = segment.data.lowerBound
    while place < segment.data.upperBound {
      let (isWide, number) = (bytes[place] >> 4, Int(bytes[place] & 15))
      guard isWide <= 1, number < 4 else {
        throw JPEGFault.malformed(
          "a quantization table has an impossible number or depth", "0 to 3, 8 or 16 bits",
          "0x\(String(bytes[place], radix: 16))", at: place)
      }
      let count = isWide == 1 ? 128 : 64
      guard segment.data.upperBound - place > count else {
        throw JPEGFault.malformed("a quantization table is cut short", "\(count) bytes", at: place)
      }
      var table = [UInt16](repeating: 0, count: 64)
      for (index, target) in JPEGQuantization.zigzag.enumerated() {
        let value = isWide == 1 ? JPEGSegments.word(bytes, place + 1 + 2 * index) : Int(bytes[place + 1 + index])
        guard value > 0 else {
          throw JPEGFault.malformed("a quantization table divides by zero", "positive numbers", "0", at: place)
        }
        table[target] = UInt16(value)
      }
      quantization[number] = table
      place += 1 + count
    }
  }

  /// Takes the Huffman tables of `segment`.
  mutating func takeHuffman(_ segment: JPEGSegments.Segment, of bytes: UnsafeRawBufferPointer) throws {
    var place = segment.data.lowerBound
    while place < segment.data.upperBound {
      let (kind, number) = (bytes[place] >> 4, Int(bytes[place] & 15))
      guard kind <= 1, number < 4 else {
        throw JPEGFault.malformed(
          "a Huffman table has an impossible number or class", "0 to 3 of class 0 or 1",
          "0x\(String(bytes[place], radix: 16))", at: place)
      }
      let rest = segment.data.upperBound - place - 1
      let count = rest >= 16 ? (1...16).reduce(0) { $0 + Int(bytes[place + $1]) } : 0
      guard rest >= 16, count <= 256, rest - 16 >= count else {
        throw JPEGFault.malformed(
          "a Huffman table has an impossible length", "16 counts and at most 256 symbols",
          "\(count) symbols in \(rest) bytes", at: place)
      }
      let codes = JPEGHuffmanCodes(
        counts: Array(bytes[(place + 1)..<(place + 17)]), symbols: Array(bytes[(place + 17)..<(place + 17 + count)]))
      guard let table = codes.decodingTable() else {
        throw JPEGFault.malformed("a Huffman table has more codes than fit their lengths", at: place)
      }
      if kind == 0 { first[number] = table } else { others[number] = table }
      place += 17 + count
    }
  }

  /// The decoding table `number`; the usual ones stand in for 0 and 1, which Motion JPEG leaves out.
  func decoding(isFirst: Bool, _ number: Int, at offset: Int) throws -> [UInt32] {
    if let table = isFirst ? first[number] : others[number] { return table }
    guard number < 2, let table = JPEGHuffmanCodes.usual(isFirst: isFirst, isLuma: number == 0).decodingTable() else {
      throw JPEGFault.malformed("a scan's Huffman table \(number) is not there", at: offset)
    }
    return table
  }
}
