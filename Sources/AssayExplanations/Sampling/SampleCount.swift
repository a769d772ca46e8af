import AssayBase

/// How many points around an image a method or a metric may evaluate.
enum SampleCount {
  /// - Throws: `AssayError(.invalidArgument)` unless `count`, which callers know as `setting`, is in range.
  static func validate(_ count: Int, of method: String, _ setting: String, least: Int = 1) throws {
    let range = least...100_000
    guard range.contains(count) else {
      throw AssayError(
        .invalidArgument, "\(method) needs a sensible number of \(setting)",
        expected: "\(setting) from \(range.lowerBound) to \(range.upperBound)", found: "\(count)", at: setting)
    }
  }
}
