import AssayBase

/// Makes the errors of malformed PNG data.
enum PNGFault {
  static func malformed(
    _ problem: String, _ expected: String? = nil, _ found: String? = nil, at offset: Int
  ) -> AssayError {
    .malformed("PNG", problem, expected, found, at: offset)
  }
}
