import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayTensor

/// Looks for maps that say nothing: they keep every claim that maps stay the same.
enum MapDoubts {
  /// The examples that are asked about.
  static var exampleLimit: Int { 32 }

  /// The doubt about maps of equal numbers, among those of the first cases.
  static func aboutConstantMaps(
    of model: some Classifier, by explanation: Explanation, _ target: ExplanationTarget, _ cases: [Example],
    _ checks: Set<SoundnessCheck>
  ) throws -> [Doubt] {
    guard checks.contains(.mapsAreNotConstant), !cases.isEmpty else { return [] }
    let batch = ExampleBatch(Array(cases.prefix(exampleLimit)))
    let maps = try explanation.maps(of: model, images: batch.images, labels: batch.labels, target: target)
    let constant = (0..<batch.labels.count).count { maps.rows([$0]).isConstant }
    guard try isWorthADoubt(constant, of: batch.labels.count) else { return [] }
    return [
      Doubt(
        .mapsAreNotConstant,
        "the map of \(explanation) is the same number at every pixel for \(constant) of \(batch.labels.count) "
          + "examples: it says nothing of the model; are the logits saturated, or is a step without derivative?")
    ]
  }

  /// Whether so many odd examples are all of them, or more than chance makes of a tolerated share.
  static func isWorthADoubt(_ count: Int, of total: Int) throws -> Bool {
    try count > 0 && (count == total || ToleratedShare.isExceeded(by: count, of: total))
  }
}

extension Tensor {
  /// Whether all elements are one number.
  fileprivate var isConstant: Bool {
    let elements = elements
    return elements.allSatisfy { $0 == elements[0] }
  }
}
