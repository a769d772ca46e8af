import AssayDatasets

/// A failed case: the example and what came of it.
package struct FailedCase: Sendable {
  package let example: Example
  package let outcome: CaseOutcome
}
