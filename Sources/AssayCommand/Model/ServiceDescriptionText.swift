import AssayBase
import AssayNetworks

/// What `assay model describe` says of a model that only answers.
struct ServiceDescriptionText: DescribedModel {
  private let model: any Classifier

  init(_ model: any Classifier) { self.model = model }

  func lines(isComplete: Bool) -> [String] {
    let extents = model.inputShape.dimensions.map(String.init).joined(separator: "×")
    var facts = [
      ["  images", "\(extents) (channels × height × width), values in [0, 1]"],
      ["  classes", ClassList.text(model.classNames, count: model.classCount, isComplete: isComplete)],
    ]
    if let batchLimit { facts.append(["  images a call", "at most \(batchLimit)"]) }
    return ["\(model.name): a service, which answers and shows neither gradients nor layers"]
      + TextTable.lines(facts, leftColumns: 2)
  }

  var json: JSONValue {
    [
      "name": .string(model.name), "format": "service",
      "inputShape": .array(model.inputShape.dimensions.map(JSONValue.integer)),
      "classCount": .integer(model.classCount),
      "classNames": model.classNames.map { .array($0.map(JSONValue.string)) } ?? .null,
      "batchLimit": batchLimit.map(JSONValue.integer) ?? .null,
    ]
  }

  private var batchLimit: Int? { (model as? RemoteClassifier)?.description.batchLimit }
}
