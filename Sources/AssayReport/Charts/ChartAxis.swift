import AssayBase
import Foundation

/// The range of an axis and the places that are marked on it.
package struct ChartAxis: Sendable, Equatable {
  /// From where to where it goes.
  package let range: ClosedRange<Double>
  /// The marked places.
  package let ticks: [Double]
  /// Whether marks are written in percent.
  private let isPercent: Bool

  /// Shares from 0 to 1, written in percent.
  package static let shares = ChartAxis(range: 0...1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], isPercent: true)

  private init(range: ClosedRange<Double>, ticks: [Double], isPercent: Bool) {
    (self.range, self.ticks, self.isPercent) = (range, ticks, isPercent)
  }

  /// An axis that holds some finite values, with marks at round numbers: 1, 2 or 5 times a power of ten apart.
  package init(holding values: [Double], marks: Int = 8) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let width = high > low ? high - low : max(low.magnitude, 1)
    let step = Self.roundStep(width / Double(max(1, marks)))
    let (first, last) = ((low / step + 1e-9).rounded(.down), ((low + width) / step - 1e-9).rounded(.up))
    let ticks = (0...max(1, Int(last - first))).map { (first + Double($0)) * step }
    self.init(range: ticks[0]...ticks[ticks.count - 1], ticks: ticks, isPercent: false)
  }

  /// The smallest of 1, 2 and 5 times powers of ten that is not below `least`.
  private static func roundStep(_ least: Double) -> Double {
    let power = pow(10, log10(least).rounded(.down))
    return ([1, 2, 5].first { $0 * power >= least * (1 - 1e-9) } ?? 10) * power
  }

  /// What stands at a mark.
  package func text(at tick: Double) -> String {
    if isPercent { return "\(Int((tick * 100).rounded())) %" }
    // Multiples of a round step have few digits, but for their rounding.
    return String(format: "%.6g", tick == 0 ? 0 : tick)
  }
}
