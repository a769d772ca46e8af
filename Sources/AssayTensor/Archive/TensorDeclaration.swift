import AssayBase

/// What a file says of a tensor before its numbers: name, type and shape.
package struct TensorDeclaration: Sendable, Equatable {
  /// The name.
  package let name: String
  /// How its numbers are encoded.
  package let type: ArchiveElementType
  /// Its extents.
  package let shape: [Int]
  /// The bytes that it takes.
  package let byteCount: Int

  /// Declares a tensor.
  ///
  /// - Throws: `AssayError(.invalidArgument)` for extents below 0 and for more bytes than can be counted.
  package init(_ name: String, _ type: ArchiveElementType, shape: [Int]) throws {
    var needed = type.size
    for extent in shape {
      let (product, overflows) = needed.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflows else {
        throw AssayError(
          .invalidArgument, "the shape is impossible", expected: "extents from 0", found: "\(shape)",
          at: "tensor \"\(name)\"")
      }
      needed = product
    }
    (self.name, self.type, self.shape, byteCount) = (name, type, shape, needed)
  }
}
