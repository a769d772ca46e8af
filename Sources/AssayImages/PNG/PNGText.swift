import AssayBase
import Foundation

/// A keyword and the text that a PNG file carries under it.
public struct PNGText: Sendable, Hashable {
  /// What the text is, such as "Title", "Description", "Software" or "Comment": 1 to 79 Latin-1 characters.
  public let keyword: String
  /// The text.
  public let value: String

  /// Makes a pair; writing it checks that PNG can hold it.
  public init(keyword: String, value: String) {
    self.keyword = keyword
    self.value = value
  }

  /// The number of bytes of a compressed text that is still unpacked.
  static let limit = 1 << 20
}

extension PNGText {
  /// The chunk that holds this text: tEXt when Latin-1 suffices, else iTXt in UTF-8.
  ///
  /// - Throws: `AssayError` of kind `invalidArgument` for a keyword or text PNG does not allow.
  func chunk() throws -> (type: String, data: [UInt8]) {
    let spaced = keyword.hasPrefix(" ") || keyword.hasSuffix(" ") || keyword.contains("  ")
    guard let name = Self.latin1(keyword), (1...79).contains(name.count), !name.contains(10), !spaced else {
      throw AssayError(
        .invalidArgument, "PNG does not allow this keyword",
        expected: "1 to 79 printable Latin-1 characters without spaces at the ends or two in a row",
        found: "“\(keyword)”")
    }
    if let text = Self.latin1(value) { return ("tEXt", name + [0] + text) }
    guard !value.utf8.contains(0) else {
      throw AssayError(.invalidArgument, "a PNG text must not contain NUL", found: "NUL", at: "text “\(keyword)”")
    }
    // Not compressed, no language, no translated keyword.
    return ("iTXt", name + [0, 0, 0, 0, 0] + Array(value.utf8))
  }

  /// `text` in Latin-1 if it consists of its printable characters and line feeds.
  private static func latin1(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 10, 32...126, 161...255: bytes.append(UInt8(scalar.value))
      default: return nil
      }
    }
    return bytes
  }

  /// Reads the text of `chunk`, a tEXt, zTXt or iTXt.
  init(chunk: PNGChunk, of bytes: UnsafeRawBufferPointer) throws {
    let (start, end) = (chunk.data.lowerBound, chunk.data.upperBound)
    let afterName = try Self.afterNUL(bytes, start..<end, "keyword")
    keyword = Self.latin1(bytes[start..<(afterName - 1)])
    switch chunk.type {
    case "tEXt": value = Self.latin1(bytes[afterName..<end])
    case "zTXt":
      guard afterName < end, bytes[afterName] == 0 else {
        throw PNGFault.malformed("unknown compression of a text", "0", at: afterName)
      }
      value = Self.latin1(try Self.unpacked((afterName + 1)..<end, of: bytes)[...])
    default:
      guard end - afterName >= 2, bytes[afterName] <= 1, bytes[afterName + 1] == 0 else {
        throw PNGFault.malformed("unknown compression of a text", "0 or 1, then 0", at: afterName)
      }
      let afterLanguage = try Self.afterNUL(bytes, (afterName + 2)..<end, "language")
      let text = try Self.afterNUL(bytes, afterLanguage..<end, "translated keyword")..<end
      let utf8 = bytes[afterName] == 1 ? try Self.unpacked(text, of: bytes) : Array(bytes[text])
      guard let valid = String(bytes: utf8, encoding: .utf8) else {
        throw PNGFault.malformed("a text is not UTF-8", at: text.lowerBound)
      }
      value = valid
    }
  }

  private static func afterNUL(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ name: String) throws -> Int {
    guard let index = bytes[range].firstIndex(of: 0) else {
      throw PNGFault.malformed("the \(name) of a text does not end", "a zero byte", at: range.lowerBound)
    }
    return index + 1
  }

  private static func latin1(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
  }

  private static func unpacked(_ piece: Range<Int>, of bytes: UnsafeRawBufferPointer) throws -> [UInt8] {
    // One piece of at most 2^31 bytes: the product cannot overflow.
    var output = [UInt8](repeating: 0, count: min(limit, piece.count * Inflation.largestRatio + 64))
    let count = try output.withUnsafeMutableBytes {
      try Inflation.inflate([piece], of: bytes, wrapping: .zlib, format: "PNG", into: $0, isExact: false)
    }
    return Array(output.prefix(count))
  }
}
