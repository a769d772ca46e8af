import Foundation

/// Whether tests do all of the work that takes minutes: the environment variable `ASSAY_HEAVY` is 1.
public enum HeavyWork {
  /// Whether it is wanted.
  public static let isWanted: Bool = ProcessInfo.processInfo.environment["ASSAY_HEAVY"] == "1"

  /// `heavy` when heavy work is wanted, else `usual`.
  public static func count(usual: Int, heavy: Int) -> Int { isWanted ? heavy : usual }
}
