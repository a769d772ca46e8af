import AssayBase

/// Watches how the cases of a run come about, and speaks up where they say less than their number.
struct HealthMonitor {
  /// Rejections, discards or overruns before anything is said.
  private static let patience = 50
  /// Values whose drawing is timed.
  private static let timed = 10
  /// Attempts a case after which a run ends whatever is suppressed.
  private static let attempts = 1_000

  /// Cases the property discarded.
  var discards = 0
  /// Cases the generator gave up on.
  private(set) var rejections = 0
  private var overruns = 0
  private var drawn = 0
  private var seconds = 0.0
  private let property: String
  private let plan: FalsificationPlan

  init(_ property: String, plan: FalsificationPlan) {
    self.property = property
    self.plan = plan
  }

  /// Whether so much is thrown away that the run ends.
  func isExhausted(after counted: Int, of cases: Int) -> Bool {
    if discards + rejections > Self.attempts * max(1, min(cases, 1_000_000)) { return true }
    return discards > 100 + 10 * counted && !plan.suppressed.contains(.filterTooMuch)
  }

  /// Throws ``AssayError`` if the simplest value takes half of what a case may have.
  func checkBase(_ count: Int, of limit: Int) throws {
    guard count > limit / 2, !plan.suppressed.contains(.largeBase) else { return }
    throw failure(
      .largeBase, "the simplest value of the generator is already large", expected: "at most \(limit / 2) choices",
      found: count < limit ? "\(count)" : "\(limit) or more",
      advice:
        "Let it start small: lower the least `count:` of arrays, make a large part of few choices with `map`, and "
        + "give recursion a `depth:`")
  }

  /// Notes what drawing a value cost.
  ///
  /// Throws ``AssayError`` if the first values are slow.
  mutating func note(drawSeconds: Double, _ counted: Int) throws {
    drawn += 1
    guard drawn <= Self.timed else { return }
    seconds += drawSeconds
    guard seconds > plan.drawSeconds, !plan.suppressed.contains(.tooSlow) else { return }
    throw failure(
      .tooSlow, "drawing values is slow", expected: "\(Self.timed) values in \(plan.drawSeconds) s of processor time",
      found: "\(drawn) \(drawn == 1 ? "value" : "values") in \((seconds * 100).rounded() / 100) s",
      advice: "Make smaller values, or do what is costly once outside the generator")
  }

  /// Notes that the generator gave up on a case.
  ///
  /// Throws ``AssayError`` if it gives up on nearly all.
  mutating func note(_ stop: GenerationStop, _ counted: Int, limit: Int) throws {
    rejections += 1
    if stop == .overrun { overruns += 1 }
    let values = counted + discards
    guard rejections >= Self.patience, rejections > 9 * values else { return }
    let found = "\(values) values in \(values + rejections) cases"
    let expected = "at least one case in ten with a value"
    switch stop {
    case .rejected(let place):
      guard !plan.suppressed.contains(.filterTooMuch) else { return }
      throw failure(
        .filterTooMuch, "a filter rejects nearly everything its generator makes", expected: expected, found: found,
        at: place,
        advice: "Make fitting values instead of filtering: `.integer(in: 0...50).map { 2 * $0 }` gives even numbers, "
          + "`flatMap` a value that depends on an earlier one")
    case .overrun:
      guard !plan.suppressed.contains(.dataTooLarge) else { return }
      throw failure(
        .dataTooLarge, "nearly every value of the generator needs more than \(limit) choices", expected: expected,
        found: found, advice: "Make smaller values: lower the `count:` of arrays or the `depth:` of recursion")
    }
  }

  private func failure(
    _ check: HealthCheck, _ problem: String, expected: String, found: String, at place: String? = nil, advice: String
  ) -> AssayError {
    AssayError(
      .limitExceeded, problem, expected: expected, found: found, at: place ?? property,
      advice: "\(advice). If it must be so: `.suppress(.\(check.rawValue))`")
  }
}
