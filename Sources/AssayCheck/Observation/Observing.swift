import AssayBase

/// Tells how near a case is to failing, so that the search can climb towards a failure; higher is nearer.
///
///     try await forAll(.float(in: 0...0.1), .example(of: digits)) { amount, example in
///       let logits = try model.logits(of: example.image.brightened(by: amount))
///       try target(-margin(of: logits, label: example.label))
///       #expect(logits.label == example.label)
///     }
///
/// After the random cases, if none failed, the best of them is varied choice by choice as long as its score rises (hill
/// climbing with restarts; Löscher and Sagonas, "Targeted property-based testing", ISSTA 2017), in at most as many
/// further cases as there were random ones. These may falsify, but count in no rate. Of several failing cases the one
/// with the highest score is reported beside the smallest.
///
/// - Parameters:
///   - score: Any number but NaN; infinity is as near as can be.
///   - label: Tells several targets apart; each is climbed by itself.
/// - Throws: ``AssayError`` if the score is not a number, or outside a case.
public func target(_ score: Double, label: String = "") throws {
  let notes = try TrialNotes.required(by: "target")
  guard !score.isNaN else {
    throw AssayError(.notFinite, "the score of a target is not a number", found: "\(score)", at: "target")
  }
  notes.note(score: score, of: label)
}

/// Says how near the case comes to failing, with a number of the precision that images and generators have.
///
///     try target(amount)
///
/// - Throws: As ``target(_:label:)-(Double,_)``.
@_disfavoredOverload
public func target(_ score: Float, label: String = "") throws { try target(Double(score), label: label) }

/// Counts the case under a label; the shares of all labels are shown with a failure.
///
///     try label(image.isDark ? "dark" : "bright")
///
/// - Throws: ``AssayError`` outside a case.
public func label(_ label: String) throws {
  try TrialNotes.required(by: "label").note(label: label)
}

/// Counts the case under a label if the condition holds, and demands that it holds in at least a share of all cases.
///
///     try await forAll(.integer(in: -100...100)) { number in
///       try cover(number < 0, "negative", atLeast: 0.2)
///       …
///     }
///
/// Decided on the random cases by an anytime-valid confidence sequence at the run's confidence, with an indifference of a
/// tenth of the share: more cases are drawn, up to ten times as many, while it is not decided. Too small a share fails the
/// run, with a table; one that stays undecided ends it undecided.
///
/// - Throws: ``AssayError`` if the share is not above 0 and at most 1, if the label has another share elsewhere, or
///   outside a case.
public func cover(_ condition: Bool, _ label: String, atLeast share: Double) throws {
  let notes = try TrialNotes.required(by: "cover")
  guard share > 0, share <= 1 else {
    throw AssayError(
      .invalidArgument, "not a share of cases", expected: "a number above 0 and at most 1", found: "\(share)",
      at: "cover(\"\(label)\")")
  }
  try notes.note(label: label, isPresent: condition, atLeast: share)
}
