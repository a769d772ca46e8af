import AssayCheck
import AssayImages

/// A failing image that was reduced, written to PNG and read back, and that failed again.
package struct ReducedFailure: Sendable {
  /// The 8-bit picture of the example.
  package let clean: ByteImage
  /// The failing image as read back.
  package let failing: ByteImage
  /// The wrong label.
  package let prediction: Int
  /// What the reduction did.
  package let reduction: GridReduction

  /// The largest change in grid steps.
  package var largestChange: Int {
    zip(failing.bytes, clean.bytes).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
  }
}
