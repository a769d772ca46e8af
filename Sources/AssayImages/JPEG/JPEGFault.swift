import AssayBase

/// Makes the errors of JPEG data that cannot be read.
enum JPEGFault {
  static func malformed(
    _ problem: String, _ expected: String? = nil, _ found: String? = nil, at offset: Int
  ) -> AssayError {
    AssayError(.malformedData, "JPEG: \(problem)", expected: expected, found: found, at: "byte \(offset)")
  }

  static func unsupported(
    _ problem: String, _ expected: String? = nil, _ found: String? = nil, at offset: Int
  ) -> AssayError {
    AssayError(.unsupported, "JPEG: \(problem)", expected: expected, found: found, at: "byte \(offset)")
  }
}
