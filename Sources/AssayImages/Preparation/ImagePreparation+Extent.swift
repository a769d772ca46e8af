import AssayBase

extension ImagePreparation {
  /// Rows and columns.
  public struct Extent: Sendable, Hashable, CustomStringConvertible {
    /// The number of rows.
    public let height: Int
    /// The number of columns.
    public let width: Int

    /// The largest number of rows or columns that images can be resized to.
    public static let limit: Int = 1 << 14

    /// Makes an extent of 1 to ``limit`` rows and columns.
    ///
    /// - Throws: `AssayError` of kind `invalidArgument`.
    public init(height: Int, width: Int) throws {
      guard (1...Self.limit).contains(height), (1...Self.limit).contains(width) else {
        throw AssayError(
          .invalidArgument, "images cannot have this size", expected: "1 to \(Self.limit) rows and columns",
          found: "\(height)×\(width)")
      }
      self.height = height
      self.width = width
    }

    /// Reads "224x224" (height, then width) or "224" for a square.
    ///
    /// - Throws: `AssayError` of kind `invalidArgument`.
    public init(parsing text: String) throws {
      let parts = text.split(omittingEmptySubsequences: false) { "x×".contains($0) }
      let numbers = parts.compactMap { Int($0) }
      guard numbers.count == parts.count, let first = numbers.first, let last = numbers.last, numbers.count <= 2 else {
        throw AssayError(
          .invalidArgument, "not a size of images", expected: "HEIGHTxWIDTH such as 224x224, or one number",
          found: "“\(text)”")
      }
      try self.init(height: first, width: last)
    }

    /// As "224×224".
    public var description: String { "\(height)×\(width)" }
  }
}
