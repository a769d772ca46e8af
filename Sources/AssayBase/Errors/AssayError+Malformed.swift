extension AssayError {
  /// The error of bytes that do not follow `format`, at byte `offset` of their file.
  package static func malformed(
    _ format: String, _ problem: String, _ expected: String? = nil, _ found: String? = nil, at offset: Int
  ) -> AssayError {
    AssayError(.malformedData, "\(format): \(problem)", expected: expected, found: found, at: "byte \(offset)")
  }
}
