import AssayBase
import AssayTensor

extension Interpolation {
  /// The ways that pictures can be brought to a size, by the names that files and arguments use.
  package static let named: KeyValuePairs<String, Interpolation> = [
    "antialiased-bilinear": .antialiasedBilinear, "antialiased-bicubic": .antialiasedBicubic, "area": .area,
    "bilinear": .bilinear(), "bicubic": .bicubic(), "nearest": .nearest,
  ]

  /// The name, as "antialiased-bilinear".
  package var name: String { Self.named.first { $0.value == self }?.key ?? "\(self)" }

  /// The way called `name`.
  ///
  /// - Throws: `AssayError` of kind `unknownName` that lists the names.
  package init(named name: String) throws {
    guard let interpolation = Self.named.first(where: { $0.key == name })?.value else {
      throw AssayError(
        .unknownName, "pictures cannot be resized this way",
        expected: Self.named.map(\.key).joined(separator: ", "), found: "“\(name)”")
    }
    self = interpolation
  }
}
