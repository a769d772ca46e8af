import AssayBase
import AssayImages
import AssayNetworks
import AssayProperties

/// A counterexample tried again on a model.
struct Replay {
  /// What came of it.
  enum Outcome: Equatable {
    /// The model gives the failing image its label.
    case passes
    /// The model gives the failing image the same wrong label as before.
    case failsTheSame
    /// The model gives the failing image another wrong label than before.
    case failsDifferently
    /// The property is not about the label, so only its own test can say.
    case unknown
  }

  /// What came of it.
  let outcome: Outcome
  private let counterexample: ImageCounterexample
  private let modelName: String
  private let original: [Float]
  private let failing: [Float]
  /// Why a claim that could be judged again fails still.
  private let finding: String?

  /// Asks the model about both images.
  ///
  /// - Parameter claim: The entry that makes the property again, for one that is not about the label.
  /// - Throws: `AssayError` when the images or labels do not fit the model.
  init(
    _ counterexample: ImageCounterexample, on model: some Classifier, claim: JSONValue? = nil, source: String
  ) throws {
    do {
      for (name, label) in [("label", counterexample.label), ("prediction", counterexample.prediction)]
      where label < 0 || label >= model.classCount {
        throw AssayError(
          .invalidArgument, "a label is not a class of the model \(model.name)",
          expected: "0 to \(model.classCount - 1)", found: "\(label)", at: name)
      }
      original = try model.probabilities(of: Image(counterexample.original))
      failing = try model.probabilities(of: Image(counterexample.failing))
      let answer = try model.label(of: Image(counterexample.failing))
      let judged = try claim.flatMap { try Self.judged(counterexample, on: model, by: PropertySpecification($0)) }
      outcome =
        judged.map { $0.passes ? .passes : .failsTheSame } ?? Self.outcome(counterexample, answer: answer)
      finding = judged?.reason
    } catch let error as AssayError {
      throw error.located(at: source)
    }
    self.counterexample = counterexample
    modelName = model.name
  }

  /// What the property says of the failing image now; `nil` where it must know the data for that.
  private static func judged<Model: Classifier>(
    _ counterexample: ImageCounterexample, on model: Model, by specification: PropertySpecification
  ) throws -> CaseOutcome? {
    let property: Property<Model> = specification.property()
    do {
      return try property.measure.outcome(
        model, ofSaved: SavedExample(counterexample), key: RandomKey(seed: 0).derived(property.name))
    } catch let error as AssayError where error.kind == .unsupported {
      return nil
    }
  }

  private static func outcome(_ counterexample: ImageCounterexample, answer: Int) -> Outcome {
    // Without a reduction the image is an example as it is; only claims of accuracy are then about its label alone.
    let isAboutLabel =
      counterexample.maps == nil
      && (counterexample.reduction != nil || counterexample.property.hasPrefix("accuracy "))
    guard isAboutLabel, counterexample.prediction != counterexample.label else { return .unknown }
    if answer == counterexample.label { return .passes }
    return answer == counterexample.prediction ? .failsTheSame : .failsDifferently
  }

  /// What there is to say.
  var lines: [String] {
    var lines = [
      counterexample.property, "  counterexample: \(counterexample.summary)",
      "  found with \(counterexample.model), tried again with \(modelName)",
    ]
    if counterexample.reduction == nil {
      lines.append("  the example: \(answer(failing))")
    } else {
      lines += ["  the original: \(answer(original))", "  the failing image: \(answer(failing))"]
    }
    lines.append(conclusion)
    return lines
  }

  private var conclusion: String {
    let (label, prediction) = (name(counterexample.label), name(counterexample.prediction))
    if counterexample.maps != nil, outcome == .passes { return "✔ no longer fails: the maps keep the claim" }
    if let finding { return "✘ still fails: \(finding)" }
    return switch outcome {
    case .passes: "✔ no longer fails: the model gives it its label, \(label)"
    case .failsTheSame: "✘ still fails, in the same way: label \(label) → \(prediction)"
    case .failsDifferently: "✘ still fails, with another label than before (\(prediction))"
    case .unknown: "? the property is not about this label alone: run its test again to learn whether it still fails"
    }
  }

  /// The most probable classes.
  private func answer(_ probabilities: [Float]) -> String {
    let top = probabilities.indices.sorted { (probabilities[$0], $1) > (probabilities[$1], $0) }.prefix(3)
    // What rounds to nothing says nothing, unless it is all there is.
    let shares = top.filter { probabilities[$0] >= 0.0005 || $0 == top.first }.map {
      "\(name($0)) \(PercentText.of((Double(probabilities[$0]) * 1000).rounded() / 1000))"
    }
    return "the model says \(shares.joined(separator: ", "))"
  }

  private func name(_ label: Int) -> String {
    counterexample.classNames.indices.contains(label) ? counterexample.classNames[label] : "\(label)"
  }
}
