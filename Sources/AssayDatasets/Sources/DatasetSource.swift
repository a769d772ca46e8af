import AssayBase

/// What a user writes to name a data set: `digits`, or a scheme and its argument such as `safetensors:FILE`.
public struct DatasetSource: Sendable, Equatable, CustomStringConvertible {
  /// What stands before the first colon, or nil for a built-in data set.
  public let scheme: String?
  /// What stands behind it: a file, a folder, or the name of a built-in data set.
  public let argument: String
  /// What is wanted of pictures in files.
  public var pictures = PictureRequest()

  /// Reads `text` as a command line gives it; nothing is opened.
  ///
  /// - Throws: `AssayError` of kind `unknownName` for a scheme that does not exist, listing those that do, and of kind
  ///   `invalidArgument` when the name or the argument is empty.
  public init(parsing text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, let last = parts.last, !first.isEmpty, !last.isEmpty else {
      throw AssayError(
        .invalidArgument, "no data set is named", expected: "a built-in name or \(Self.forms)", found: "\"\(text)\"")
    }
    if parts.count > 1, !DatasetScheme.all.contains(where: { $0.name == first }) {
      throw AssayError(.unknownName, "data cannot be read this way", expected: Self.forms, found: "\(first):")
    }
    scheme = parts.count > 1 ? first : nil
    argument = last
  }

  /// Whether the data are pictures in files of their own, for which it matters how they are read.
  public var readsPictures: Bool { DatasetScheme.all.contains { $0.name == scheme && $0.readsPictures } }

  /// Opens the data set; `builtIn` gives the data sets that are part of a program, by name.
  ///
  /// Pictures in files of their own are read as `loading` says.
  /// - Throws: `AssayError` of kind `unknownName` for a built-in name that does not exist, or what opening throws.
  public func open(
    builtIn: [String: @Sendable () throws -> Dataset] = [:], loading: ImageLoading = ImageLoading()
  ) throws -> Dataset {
    guard let scheme else {
      if let make = builtIn[argument] { return try make() }
      if let drawn = DatasetScheme.all.first(where: { $0.name == argument && !$0.needsArgument }) {
        return try drawn.open("", loading)
      }
      let known = builtIn.keys.sorted() + DatasetScheme.all.map(\.form)
      throw AssayError(
        .unknownName, "there is no such data set", expected: known.joined(separator: ", "), found: argument)
    }
    guard let known = DatasetScheme.all.first(where: { $0.name == scheme }) else {
      throw AssayError(.unknownName, "data cannot be read this way", expected: Self.forms, found: "\(scheme):")
    }
    return try known.open(argument, loading)
  }

  /// As the user wrote it.
  public var description: String { scheme.map { "\($0):\(argument)" } ?? argument }

  private static var forms: String { DatasetScheme.all.map(\.form).joined(separator: ", ") }
}
