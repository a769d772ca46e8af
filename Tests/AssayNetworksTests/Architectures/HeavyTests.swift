import Foundation

/// Whether tests run that take minutes without optimisation: always with it, otherwise with `ASSAY_HEAVY=1`.
enum HeavyTests {
  static var run: Bool {
    #if DEBUG
      ProcessInfo.processInfo.environment["ASSAY_HEAVY"] == "1"
    #else
      true
    #endif
  }

  /// Multiply-adds, weights included, that a test may take where heavy ones do not run.
  static let lightWork = 3_000_000_000
}
