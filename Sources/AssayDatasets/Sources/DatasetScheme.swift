import Foundation

/// A way to name data in files, such as `safetensors:FILE`.
///
/// A new file format joins by one more element of ``all``.
public struct DatasetScheme: Sendable {
  /// What stands before the colon.
  public let name: String
  /// How it is written, for help and errors: "safetensors:FILE".
  public let form: String
  /// Opens what stands behind the colon.
  package let open: @Sendable (_ argument: String) throws -> Dataset

  /// Every scheme that can be opened, in the order of the help text.
  public static let all: [DatasetScheme] =
    [
      DatasetScheme(name: "safetensors", form: "safetensors:FILE") { try Dataset(safetensors: URL(filePath: $0)) }
    ] + containers
}
