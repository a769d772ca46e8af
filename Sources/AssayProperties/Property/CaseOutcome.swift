import AssayImages

/// What came of one case.
package struct CaseOutcome: Sendable {
  /// Whether the case passes; for a mean, whether its value is positive.
  package let passes: Bool
  /// The value that a mean is taken of; 1 or 0 for a case that passes or fails.
  package let value: Double
  /// Why it fails, in a few words for a report.
  package let reason: String?
  /// The image that shows the failure, where that is not the example itself.
  package let image: Image?
  /// The size of the change from the example to that image, where there is one.
  package let distance: Double?

  package static let pass = CaseOutcome(passes: true, value: 1, reason: nil, image: nil, distance: nil)

  package static func fail(_ reason: String, image: Image? = nil, distance: Double? = nil) -> CaseOutcome {
    CaseOutcome(passes: false, value: 0, reason: reason, image: image, distance: distance)
  }

  package static func value(_ value: Double, _ reason: String) -> CaseOutcome {
    .value(value, passes: value > 0, reason)
  }

  /// A case of a mean; `reason` is said of one that does not pass.
  package static func value(_ value: Double, passes: Bool, _ reason: String) -> CaseOutcome {
    CaseOutcome(passes: passes, value: value, reason: passes ? nil : reason, image: nil, distance: nil)
  }
}
