import AssayBase

/// How many points around an image a method may evaluate.
enum SampleCount {
  private static let range = 1...100_000

  /// - Throws: `AssayError(.invalidArgument)` unless `count`, which callers know as `setting`, is in range.
  static func validate(_ count: Int, of method: String, _ setting: String) throws {
    guard range.contains(count) else {
      throw AssayError(
        .invalidArgument, "\(method) needs a sensible number of \(setting)",
        expected: "\(setting) from \(range.lowerBound) to \(range.upperBound)", found: "\(count)", at: setting)
    }
  }
}
