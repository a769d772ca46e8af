import AssayTestSupport

extension TemporaryFolder {
  /// The path of `name` inside.
  func path(_ name: String) -> String { file(name).path(percentEncoded: false) }
}
