import Foundation

extension JSONValue {
  /// The JSON text in UTF-8, the same bytes for equal values on every machine.
  ///
  /// - Parameters:
  ///   - pretty: Whether every element gets a line of its own, indented by two spaces, with a final line feed.
  ///   - allowingNonFinite: Whether numbers that are not finite are written as `NaN`, `Infinity` and `-Infinity`.
  /// - Throws: `AssayError` of kind `notFinite`, unless allowed, with the path of the number.
  public func serialised(pretty: Bool = false, allowingNonFinite: Bool = false) throws -> Data {
    var writer = JSONWriter(isPretty: pretty, allowsNonFinite: allowingNonFinite)
    try writer.write(self)
    if pretty { writer.bytes.append(UInt8(ascii: "\n")) }
    return Data(writer.bytes)
  }
}

extension JSONValue: CustomStringConvertible {
  /// The JSON text on one line; numbers that are not finite appear as in Python.
  public var description: String {
    var writer = JSONWriter(isPretty: false, allowsNonFinite: true)
    do {
      try writer.write(self)
    } catch {
      return "\(error)"
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
