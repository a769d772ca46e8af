import AssayBase
import AssayProperties

extension CheckedProperty {
  /// The verdict as a JSON object; what there is none of is left out.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "property": .string(verdict.property), "outcome": .string(verdict.outcome.rawValue),
      "model": .string(verdict.model), "data": .string(verdict.data), "confidence": .number(verdict.confidence),
      "cases": .integer(verdict.cases), "population": .integer(verdict.population),
      "failures": .integer(verdict.failures), "seconds": .number(verdict.seconds),
      // As text: a reader whose numbers are doubles would change large seeds.
      "seed": .string("\(verdict.seed)"),
    ]
    members["estimate"] = verdict.estimate.map(JSONValue.number)
    members["interval"] = verdict.interval.map { [.number($0.lowerBound), .number($0.upperBound)] }
    members["reason"] = verdict.reason.map(JSONValue.string)
    if !verdict.doubts.isEmpty {
      members["doubts"] = .array(
        verdict.doubts.map { ["check": .string($0.check.rawValue), "finding": .string($0.finding)] })
    }
    members["counterexample"] = counterexampleJSON
    members["worst"] = verdict.worst.map { worst in
      [
        "index": .integer(worst.index), "label": .integer(worst.label), "prediction": .integer(worst.prediction),
        "distance": .string(worst.distance),
      ]
    }
    return .object(members)
  }

  private var counterexampleJSON: JSONValue? {
    guard let counterexample = verdict.counterexample else { return nil }
    var members: [String: JSONValue] = [
      "summary": .string(counterexample.summary), "index": .integer(counterexample.index),
      "label": .integer(counterexample.label), "prediction": .integer(counterexample.prediction),
    ]
    if let reduction = counterexample.reduction {
      members["changedPixels"] = .integer(reduction.changedPixels)
      members["totalChange"] = .integer(reduction.totalChange)
      members["largestChange"] = .integer(reduction.largestChange)
      members["is1Minimal"] = .bool(reduction.is1Minimal)
    }
    members["picture"] = files.map { .string($0.picture) }
    members["replay"] = files.map { .string($0.replay) }
    return .object(members)
  }
}
