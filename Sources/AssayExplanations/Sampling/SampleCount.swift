import AssayBase

/// How many points around an image a method or a metric may evaluate.
enum SampleCount {
  private static let largest = 100_000

  /// - Throws: `AssayError(.invalidArgument)` unless `count`, which callers know as `setting`, is in range.
  static func validate(_ count: Int, of user: String, _ setting: String, least: Int = 1) throws {
    guard count >= least, count <= largest else {
      throw AssayError(
        .invalidArgument, "\(user) needs a sensible number of \(setting)",
        expected: "\(setting) from \(least) to \(largest)", found: "\(count)", at: setting)
    }
  }
}
