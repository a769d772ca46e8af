import AssayBase

/// The check that metrics which draw samples share.
enum SampleCount {
  /// - Throws: `AssayError(.invalidArgument)` unless there are enough samples.
  static func check(_ samples: Int, least: Int = 1) throws {
    guard samples >= least else {
      throw AssayError(
        .invalidArgument, "a metric draws too few samples", expected: "samples ≥ \(least)", found: "\(samples)",
        at: "samples")
    }
  }
}
