import AssayBase
import Foundation

/// The range of an axis and the places that are marked on it.
package struct ChartAxis: Sendable, Equatable {
  /// From where to where it goes.
  package let range: ClosedRange<Double>
  /// The marked places.
  package let ticks: [Double]
  /// How places follow numbers, and how these are written.
  private let kind: Kind

  private enum Kind { case percent, linear, logarithmic }

  /// Shares from 0 to 1, written in percent.
  package static let shares = ChartAxis(range: 0...1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], kind: .percent)

  private init(range: ClosedRange<Double>, ticks: [Double], kind: Kind) {
    (self.range, self.ticks, self.kind) = (range, ticks, kind)
  }

  /// An axis that holds some finite values, with marks at round numbers: 1, 2 or 5 times a power of ten apart.
  package init(holding values: [Double], marks: Int = 8) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let width = high > low ? high - low : max(low.magnitude, 1)
    let step = Self.roundStep(width / Double(max(1, marks)))
    let (first, last) = ((low / step + 1e-9).rounded(.down), ((low + width) / step - 1e-9).rounded(.up))
    let ticks = (0...max(1, Int(last - first))).map { (first + Double($0)) * step }
    self.init(range: ticks[0]...ticks[ticks.count - 1], ticks: ticks, kind: .linear)
  }

  /// An axis that holds some positive values, on which equal factors are equally far apart; what is not above 0 is at its
  /// lower end.
  ///
  /// - Parameter base: The factor from mark to mark, or its power where there would be too many marks.
  package init(logarithmicallyHolding values: [Double], base: Double = 10, marks: Int = 10) {
    let positive = values.filter { $0 > 0 && $0.isFinite }
    let exponents = [positive.min() ?? 1, positive.max() ?? base].map { log($0) / log(base) }
    let first = (exponents[0] + 1e-9).rounded(.down)
    let count = max((exponents[1] - 1e-9).rounded(.up) - first, 1)
    let step = (count / Double(max(1, marks))).rounded(.up)
    let ticks = stride(from: first, through: first + (count / step).rounded(.up) * step, by: step).map { pow(base, $0) }
    self.init(range: ticks[0]...ticks[ticks.count - 1], ticks: ticks, kind: .logarithmic)
  }

  /// Where a value lies between the ends, from 0 to 1; values beyond are moved to the nearest end.
  package func share(of value: Double) -> Double {
    func place(_ value: Double) -> Double { kind == .logarithmic ? log(value) : value }
    let (low, high) = (place(range.lowerBound), place(range.upperBound))
    return (place(min(max(value, range.lowerBound), range.upperBound)) - low) / (high - low)
  }

  /// The smallest of 1, 2 and 5 times powers of ten that is not below `least`.
  private static func roundStep(_ least: Double) -> Double {
    let power = pow(10, log10(least).rounded(.down))
    return ([1, 2, 5].first { $0 * power >= least * (1 - 1e-9) } ?? 10) * power
  }

  /// What stands at a mark.
  package func text(at tick: Double) -> String {
    if kind == .percent { return "\(Int((tick * 100).rounded())) %" }
    // Multiples of a round step have few digits, but for their rounding.
    return String(format: "%.6g", tick == 0 ? 0 : tick)
  }
}
