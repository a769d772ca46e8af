import AssayBase
import AssayExplanations

extension MapDistance {
  /// The largest possible distance, which a mean must know to be judged.
  ///
  /// - Throws: `AssayError(.unsupported)` where there is none.
  func bound() throws -> Double {
    if let maximum { return maximum }
    throw AssayError(
      .unsupported, "distances of maps can be averaged into a verdict only where they are bounded",
      expected: MapDistance.allCases.filter { $0.maximum != nil }.map(\.rawValue).joined(separator: ", "),
      found: rawValue, at: "distance")
  }
}
