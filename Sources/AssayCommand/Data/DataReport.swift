import AssayBase
import AssayDatasets
import AssayImages
import Foundation

/// The description of a data set as lines and as JSON.
struct DataReport {
  private let description: DatasetDescription

  /// The duplicates that are listed, at most.
  private static let listed = 10
  /// The sizes of pictures that are listed, at most.
  private static let sizes = 6

  init(_ description: DatasetDescription) { self.description = description }

  var lines: [String] {
    let classes = description.classNames.count
    var lines = [
      "\(description.name): \(NumberText.grouped(description.count)) images \(description.imageSize) "
        + "in \(classes) \(classes == 1 ? "class" : "classes")"
    ]
    lines += TextTable.lines(classRows).map { "  \($0)" }
    lines += ["", "  " + balanceText] + TextTable.leftAligned(facts.map { [$0.name, $0.text] }).map { "  \($0)" }
    return lines + duplicateLines
  }

  /// Each class with its number, its share and a bar.
  private var classRows: [[String]] {
    let most = max(1, description.classCounts.max() ?? 1)
    return zip(description.classNames, description.classCounts).map { name, count in
      let bar = String(repeating: "█", count: (count * 30 + most - 1) / most)
      let share = String(format: "%.1f %%", 100 * Double(count) / Double(description.count))
      return [name, NumberText.grouped(count), share, bar.padding(toLength: 30, withPad: " ", startingAt: 0)]
    }
  }

  private var balanceText: String {
    let counts = description.classCounts
    return "smallest class \(NumberText.grouped(counts.min() ?? 0)), largest \(NumberText.grouped(counts.max() ?? 0)): "
      + "balance \(Self.decimal(description.balance))"
  }

  private var facts: [(name: String, text: String)] {
    var facts: [(name: String, text: String)] = []
    if !description.storedSizes.isEmpty {
      let sizes = description.storedSizes.prefix(Self.sizes).map { "\($0.size) (\(NumberText.grouped($0.count)))" }
      let rest = description.storedSizes.count - sizes.count
      facts.append(("in files", sizes.joined(separator: ", ") + (rest > 0 ? " and \(rest) other sizes" : "")))
    }
    facts.append(("mean", description.means.map(Self.decimal).joined(separator: "  ")))
    facts.append(("deviation", description.deviations.map(Self.decimal).joined(separator: "  ")))
    if let preparation = description.preparation {
      facts.append(("preparation", "\(preparation) (fingerprint \(preparation.fingerprint))"))
    }
    if description.groupCount > 0 { facts.append(("groups", NumberText.grouped(description.groupCount))) }
    return facts
  }

  private var duplicateLines: [String] {
    guard !description.duplicates.isEmpty else { return ["  no image occurs twice"] }
    let disagreeing = description.duplicates.count { $0.disagree }
    let count = description.duplicates.count
    var lines = [
      "  \(count) \(count == 1 ? "image occurs" : "images occur") more than once"
        + (disagreeing > 0 ? ", \(disagreeing) of them with different labels" : "")
    ]
    lines += description.duplicates.prefix(Self.listed).map { duplicate in
      "    " + duplicate.indices.prefix(8).map { "#\($0)" }.joined(separator: " = ")
        + (duplicate.indices.count > 8 ? " …" : "") + (duplicate.disagree ? ", labels differ" : "")
    }
    return lines + (count > Self.listed ? ["    … and \(count - Self.listed) more"] : [])
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(description.name), "images": .integer(description.count),
      "imageSize": .array([
        .integer(description.imageSize.channels), .integer(description.imageSize.height),
        .integer(description.imageSize.width),
      ]),
      "classNames": .array(description.classNames.map(JSONValue.string)),
      "classCounts": .array(description.classCounts.map(JSONValue.integer)),
      "balance": .number(description.balance), "groups": .integer(description.groupCount),
      "mean": .array(description.means.map(JSONValue.number)),
      "deviation": .array(description.deviations.map(JSONValue.number)),
      "storedSizes": .array(
        description.storedSizes.map { ["size": .string("\($0.size)"), "count": .integer($0.count)] }),
      "duplicates": .array(
        description.duplicates.map {
          ["indices": .array($0.indices.map(JSONValue.integer)), "labelsDiffer": .bool($0.disagree)]
        }),
      "remarks": .array(description.remarks.map(JSONValue.string)),
    ]
    members["preparation"] = description.preparation.map {
      ["settings": $0.json, "description": .string("\($0)"), "fingerprint": .string($0.fingerprint)]
    }
    return .object(members)
  }

  private static func decimal(_ value: Double) -> String { String(format: "%.4f", value) }
}
