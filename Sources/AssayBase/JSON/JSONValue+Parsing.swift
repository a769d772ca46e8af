import Foundation

extension JSONValue {
  /// Reads one JSON document in UTF-8; only white space may follow it.
  ///
  /// - Parameters:
  ///   - data: The text. A byte order mark is refused.
  ///   - allowingNonFinite: Whether `NaN`, `Infinity` and `-Infinity` are read, as Python's `json` writes them.
  ///   - depthLimit: How deep arrays and objects may nest.
  /// - Throws: `AssayError` of kind `malformedData` with the byte offset, or `limitExceeded`.
  /// - Complexity: Linear in the number of bytes.
  public init(parsing data: Data, allowingNonFinite: Bool = false, depthLimit: Int = 128) throws {
    try self.init(parsing: data, allowingNonFinite: allowingNonFinite, depthLimit: depthLimit, firstOffset: 0)
  }

  /// Reads a document that lies at `firstOffset` of a file, so that errors name the offset in that file.
  package init(parsing data: Data, allowingNonFinite: Bool = false, depthLimit: Int = 128, firstOffset: Int) throws {
    self = try data.withUnsafeBytes { buffer in
      var parser = JSONParser(
        bytes: buffer, allowsNonFinite: allowingNonFinite, depthLimit: depthLimit, firstOffset: firstOffset)
      return try parser.document()
    }
  }

  /// Reads the JSON document of a file.
  ///
  /// - Throws: `AssayError` naming the file: `missingFile`, `inaccessibleFile`, `malformedData` or `limitExceeded`.
  public init(contentsOf url: URL, allowingNonFinite: Bool = false, depthLimit: Int = 128) throws {
    let path = url.path(percentEncoded: false)
    let data = try AtomicFile.read(path)
    do {
      try self.init(parsing: data, allowingNonFinite: allowingNonFinite, depthLimit: depthLimit)
    } catch let error as AssayError {
      throw error.located(at: path)
    }
  }
}
