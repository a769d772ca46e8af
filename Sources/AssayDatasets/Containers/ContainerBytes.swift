import AssayBase
import Foundation

/// The bytes of a container file: read piece by piece when asked for, or in memory where the file is compressed.
struct ContainerBytes: Sendable {
  /// What the bytes are called in errors: their file.
  let source: String
  /// The number of bytes.
  let count: Int

  private enum Storage: Sendable {
    /// Part of a file, from the given byte on.
    case file(OpenFile, start: Int)
    case memory([UInt8])
  }

  private let storage: Storage

  /// The number of bytes a compressed file may become unless told otherwise: 4 GiB.
  static let defaultLimit = 1 << 32

  /// Opens the file at `url`; a gzip file, known by its first bytes, is unpacked to at most `limit` bytes.
  ///
  /// - Throws: `AssayError` naming the file: `missingFile`, `inaccessibleFile`, `malformedData`, `limitExceeded`.
  init(contentsOf url: URL, limit: Int = defaultLimit) throws {
    let path = url.path(percentEncoded: false)
    let file = try OpenFile(path)
    guard let count = file.count else {
      // A pipe is read once, from its start to its end.
      try self.init(unpacking: try AtomicFile.read(path, limit: min(limit, AtomicFile.defaultReadLimit)), path, limit)
      return
    }
    let isCompressed = try count >= 2 && file.bytes(0..<2) == [0x1F, 0x8B]
    guard !isCompressed else {
      try self.init(unpacking: try AtomicFile.read(path), path, limit)
      return
    }
    self.init(source: path, count: count, storage: .file(file, start: 0))
  }

  /// Opens the regular file at `path` as it is, whatever its first bytes look like.
  ///
  /// - Throws: `AssayError` naming the file: `missingFile`, `inaccessibleFile`.
  init(plain path: String) throws {
    let file = try OpenFile(path)
    self.init(source: path, count: file.count ?? 0, storage: .file(file, start: 0))
  }

  /// Makes bytes in memory.
  init(_ bytes: [UInt8], source: String) {
    (self.source, count, storage) = (source, bytes.count, .memory(bytes))
  }

  private init(unpacking data: Data, _ path: String, _ limit: Int) throws {
    guard data.starts(with: [0x1F, 0x8B]) else {
      self.init([UInt8](data), source: path)
      return
    }
    do {
      self.init(try Inflation.gunzip(data, limit: limit), source: path)
    } catch let error as AssayError {
      throw error.located(at: path)
    }
  }

  private init(source: String, count: Int, storage: Storage) {
    (self.source, self.count, self.storage) = (source, count, storage)
  }

  /// The bytes in `range`, which must lie in `0..<count`.
  ///
  /// - Throws: `AssayError` when the file has become shorter or cannot be read.
  func bytes(_ range: Range<Int>) throws -> [UInt8] {
    switch storage {
    case .file(let file, let start): try file.bytes(start + range.lowerBound..<start + range.upperBound)
    case .memory(let bytes): Array(bytes[range])
    }
  }

  /// The part in `range` as bytes of their own, called `source`; nothing is read.
  func part(_ range: Range<Int>, source: String) -> ContainerBytes {
    switch storage {
    case .file(let file, let start):
      ContainerBytes(source: source, count: range.count, storage: .file(file, start: start + range.lowerBound))
    case .memory(let bytes): ContainerBytes(Array(bytes[range]), source: source)
    }
  }

  /// Calls `body` with the bytes of `range`, a piece after another, and where each piece starts.
  func forEachPiece(of range: Range<Int>, size: Int = 1 << 20, _ body: ([UInt8], Int) throws -> Void) throws {
    var place = range.lowerBound
    while place < range.upperBound {
      let end = min(range.upperBound, place + size)
      try body(try bytes(place..<end), place)
      place = end
    }
  }

  /// Names the bytes' source in what `body` throws.
  func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as AssayError {
      throw error.located(at: source)
    }
  }
}
