import AssayBase
import Foundation

/// The checked header of a safetensors file.
struct ArchiveHeader {
  let metadata: [String: String]
  let entries: [ArchiveEntry]

  /// The bytes before the JSON text: its length as a little-endian 64-bit integer.
  static let prefixLength = 8
  static let metadataName = "__metadata__"

  /// Reads and checks the header at the start of `data`.
  init(reading data: Data) throws {
    let length = try Self.headerLength(of: data)
    let dataStart = Self.prefixLength + length
    let text = data[Self.prefixLength..<dataStart]
    guard text.first == UInt8(ascii: "{") else {
      throw AssayError(
        .malformedData, "the header is no JSON object", expected: "a brace at its start",
        found: text.first.map { "byte 0x" + String($0, radix: 16) } ?? "nothing", at: "byte \(Self.prefixLength)")
    }
    // Nesting beyond object, entry, list is a mistake, but an entry may carry fields of other writers.
    let root = try JSONValue(parsing: text, depthLimit: 16, firstOffset: Self.prefixLength)
    guard var members = root.object else {
      throw AssayError(.malformedData, "the header is no JSON object", at: "byte \(Self.prefixLength)")
    }
    metadata = try members.removeValue(forKey: Self.metadataName).map(Self.metadata(from:)) ?? [:]
    let unordered = try members.map { name, value in
      try Self.entry(name, value, dataStart: dataStart, fileLength: data.count)
    }
    entries = unordered.sorted {
      ($0.byteRange.lowerBound, $0.byteRange.upperBound, $0.name)
        < ($1.byteRange.lowerBound, $1.byteRange.upperBound, $1.name)
    }
    try Self.checkCover(entries, from: dataStart, to: data.count)
  }

  private static func headerLength(of data: Data) throws -> Int {
    guard data.count >= prefixLength else {
      throw AssayError(
        .malformedData, "the file is too short for a safetensors header", expected: "at least \(prefixLength) bytes",
        found: "\(data.count)", at: "byte 0")
    }
    let claimed = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard claimed <= UInt64(data.count - prefixLength) else {
      throw AssayError(
        .malformedData, "the header is longer than the file", expected: "at most \(data.count - prefixLength) bytes",
        found: "\(claimed)", at: "byte 0")
    }
    guard claimed <= UInt64(TensorArchive.headerLimit) else {
      throw AssayError(
        .limitExceeded, "the header exceeds TensorArchive.headerLimit",
        expected: "at most \(TensorArchive.headerLimit) bytes", found: "\(claimed)", at: "byte 0",
        advice: "Split the tensors over several files")
    }
    return Int(claimed)
  }

  private static func metadata(from value: JSONValue) throws -> [String: String] {
    guard let object = value.object else {
      throw AssayError(
        .malformedData, "the metadata are no object", expected: "an object of texts", found: value.kindName,
        at: metadataName)
    }
    return try object.reduce(into: [:]) { texts, member in
      guard let text = member.value.string else {
        throw AssayError(
          .malformedData, "metadata may hold only texts", expected: "a string", found: member.value.kindName,
          at: "\(metadataName), \(member.key)")
      }
      texts[member.key] = text
    }
  }

  private static func entry(
    _ name: String, _ value: JSONValue, dataStart: Int, fileLength: Int
  ) throws -> ArchiveEntry {
    let type = try elementType(of: value, name)
    let (shape, byteCount) = try shape(of: value, type: type, name)
    guard let offsets = value["data_offsets"]?.array, offsets.count == 2, let begin = offsets[0].int,
      let end = offsets[1].int, begin >= 0, end >= begin
    else {
      throw fault(
        "the byte range is missing or wrong", name, expected: "\"data_offsets\" as [begin, end]",
        found: value["data_offsets"].map { "\($0)" } ?? "nothing")
    }
    guard end <= fileLength - dataStart else {
      throw fault(
        "the byte range ends beyond the file", name, expected: "an end up to \(fileLength - dataStart)",
        found: "\(end)", byte: dataStart + min(begin, fileLength - dataStart))
    }
    guard end - begin == byteCount else {
      throw fault(
        "the byte range does not fit type and shape", name,
        expected: "\(byteCount) bytes for \(type.rawValue) \(shape)", found: "\(end - begin)", byte: dataStart + begin)
    }
    return ArchiveEntry(name: name, type: type, shape: shape, byteRange: dataStart + begin..<dataStart + end)
  }

  private static func elementType(of value: JSONValue, _ name: String) throws -> ArchiveElementType {
    guard let typeName = value["dtype"]?.string else {
      throw fault(
        "the type is missing", name, expected: "a text \"dtype\"", found: value["dtype"]?.kindName ?? "nothing")
    }
    guard let type = ArchiveElementType(rawValue: typeName) else {
      let known = ArchiveElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault(
        "the type is not read by Assay", name, kind: .unsupported, expected: "one of \(known)", found: typeName)
    }
    return type
  }

  /// The shape and the bytes it takes, which a hostile file may let overflow.
  private static func shape(
    of value: JSONValue, type: ArchiveElementType, _ name: String
  ) throws -> (shape: [Int], byteCount: Int) {
    guard let extents = value["shape"]?.array else {
      throw fault(
        "the shape is missing", name, expected: "a list \"shape\"", found: value["shape"]?.kindName ?? "nothing")
    }
    var shape: [Int] = []
    // Extents of 0 are left out, or they would hide others whose strides overflow.
    var filledByteCount = type.size
    for element in extents {
      guard let extent = element.int, extent >= 0 else {
        throw fault("a shape needs whole numbers", name, expected: "integers from 0", found: "\(element)")
      }
      let (product, overflows) = filledByteCount.multipliedReportingOverflow(by: max(1, extent))
      guard !overflows else {
        throw fault("the shape is too large for any file", name, expected: "fewer than 2⁶³ bytes", found: "\(extents)")
      }
      filledByteCount = product
      shape.append(extent)
    }
    return (shape, shape.contains(0) ? 0 : filledByteCount)
  }

  private static func fault(
    _ problem: String, _ name: String, kind: AssayError.Kind = .malformedData, expected: String, found: String,
    byte: Int? = nil
  ) -> AssayError {
    AssayError(
      kind, problem, expected: expected, found: found,
      at: "tensor \"\(name)\"" + (byte.map { ", byte \($0)" } ?? ", header"))
  }

  private static func checkCover(_ entries: [ArchiveEntry], from start: Int, to end: Int) throws {
    var position = start
    for entry in entries {
      guard entry.byteRange.lowerBound == position else {
        let isGap = entry.byteRange.lowerBound > position
        throw AssayError(
          .malformedData, isGap ? "bytes before the tensor belong to nothing" : "the tensor overlaps another",
          expected: "its first byte at \(position)", found: "\(entry.byteRange.lowerBound)",
          at: "tensor \"\(entry.name)\", byte \(entry.byteRange.lowerBound)")
      }
      position = entry.byteRange.upperBound
    }
    guard position == end else {
      throw AssayError(
        .malformedData, "bytes after the last tensor belong to nothing", expected: "the end of the file at \(position)",
        found: "\(end)", at: "byte \(position)")
    }
  }
}
