import AssayBase

/// Makes the errors of malformed PNM data.
enum PNMFault {
  static func malformed(
    _ problem: String, _ expected: String? = nil, _ found: String? = nil, at offset: Int
  ) -> AssayError {
    .malformed("PNM", problem, expected, found, at: offset)
  }
}
