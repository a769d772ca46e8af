import Foundation

/// A drawing of an estimate in its interval on the scale from 0 to 1 (from -1 for means that can be negative).
struct HTMLIntervalBar {
  let estimate: Double
  let interval: ClosedRange<Double>

  private static let width = 300.0

  /// The drawing as an `svg` element.
  var svg: String {
    let low = interval.lowerBound < 0 || estimate < 0 ? -1.0 : 0.0
    func x(_ value: Double) -> String {
      String(format: "%.1f", (min(max(value, low), 1) - low) / (1 - low) * Self.width + 1)
    }
    let length = (min(interval.upperBound, 1) - max(interval.lowerBound, low)) / (1 - low) * Self.width
    let description = String(
      format: "estimate %.3f in the interval from %.3f to %.3f", estimate, interval.lowerBound, interval.upperBound)
    return """
      <svg class="bar" width="302" height="14" viewBox="0 0 302 14" role="img" aria-label="\(description)">
      <title>\(description)</title>
      <rect class="scale" x="1" y="5" width="300" height="4" rx="2"/>
      <rect class="interval" x="\(x(interval.lowerBound))" y="3" width="\(String(format: "%.1f", max(1, length)))" height="8" rx="2"/>
      <rect class="estimate" x="\(x(estimate))" y="0" width="2" height="14"/>
      </svg>
      """
  }
}
