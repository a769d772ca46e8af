import Foundation

/// Spans of time as people read them.
public enum SecondsText {
  /// As "0.04 s", "2.1 s" or "3 min 5 s".
  public static func of(_ seconds: Double) -> String {
    if seconds < 0.1 { return String(format: "%.2f s", seconds) }
    if seconds < 60 { return String(format: "%.1f s", seconds) }
    guard seconds < 1e9 else { return "\(seconds) s" }
    let whole = Int(seconds.rounded())
    return "\(whole / 60) min \(whole % 60) s"
  }
}
