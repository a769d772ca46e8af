import Foundation

/// A way to name data in files, such as `safetensors:FILE`, or data that are drawn, such as `drawn-digits:count=500`.
///
/// A new file format or kind of drawing joins by one more element of ``all``.
public struct DatasetScheme: Sendable {
  /// What stands before the colon.
  public let name: String
  /// How it is written, for help and errors: "safetensors:FILE".
  public let form: String
  /// Whether it reads pictures in files of their own, which are prepared as the caller wants.
  public let readsPictures: Bool
  /// Whether the name alone is nothing to open.
  package let needsArgument: Bool
  /// Opens what stands behind the colon; only schemes that read pictures look at how they are to be read.
  package let open: @Sendable (_ argument: String, _ loading: ImageLoading) throws -> Dataset

  /// Makes a scheme whose data say themselves what images are in them.
  init(
    name: String, form: String, needsArgument: Bool = true,
    open: @escaping @Sendable (_ argument: String) throws -> Dataset
  ) {
    self.name = name
    self.form = form
    self.needsArgument = needsArgument
    self.open = { argument, _ in try open(argument) }
    readsPictures = false
  }

  /// Makes a scheme that reads pictures in files of their own.
  init(
    name: String, form: String,
    openingPictures open: @escaping @Sendable (_ argument: String, _ loading: ImageLoading) throws -> Dataset
  ) {
    self.name = name
    self.form = form
    self.open = open
    needsArgument = true
    readsPictures = true
  }

  /// Every scheme that can be opened, in the order of the help text.
  public static let all: [DatasetScheme] =
    pictures
    + [DatasetScheme(name: "safetensors", form: "safetensors:FILE") { try Dataset(safetensors: URL(filePath: $0)) }]
    + containers + DrawnScheme.all
}
