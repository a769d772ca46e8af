import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayTensor

extension Property where Model: Classifier {
  /// A constant added to all pixels, which the network takes off again, does not change the map.
  ///
  /// Input invariance of Kindermans et al. 2019, section 3: both networks compute the same, so what an explanation says of
  /// the one it should say of the other. Gradients do; what multiplies by the pixels or starts from a fixed baseline does
  /// not. Of a failing example the smallest shift on the 8-bit grid that breaks the claim is looked for and reported. Takes a `Network`;
  /// costs two maps an example.
  ///
  /// - Parameters:
  ///   - shift: In units of pixels in [0, 1], not 0; shifted pixels may leave the box.
  ///   - distance: How maps are compared.
  ///   - tolerance: The largest distance that counts as the same map.
  public static func shiftInvariance(
    of explanation: Explanation, target: ExplanationTarget = .label, by shift: Float = 0.1,
    distance: MapDistance = .l1, within tolerance: Double = 0.01
  ) -> Property {
    Property(
      "\(explanation) of the \(target.words) is the same (\(distance.rawValue) ≤ \(Verdict.share(tolerance))) when pixels "
        + "shift by \(shift)", .always,
      measuring: ShiftInvariance<Model>(
        explanation: explanation, target: target, shift: shift, distance: distance, tolerance: tolerance))
  }
}

/// Whether the map of a network behind a shift of the pixels is that of the network.
private struct ShiftInvariance<Model: Classifier>: UnchangedMapClaim {
  let explanation: Explanation
  let target: ExplanationTarget
  let shift: Float
  let distance: MapDistance
  let tolerance: Double

  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate(for: model)
    try MapAgreement.distance(distance, atMost: tolerance).validate()
    try data.check(for: model)
    guard shift.isFinite, shift != 0 else {
      throw AssayError(
        .invalidArgument, "a shift of 0 changes nothing", expected: "a finite number but 0", found: "\(shift)",
        at: "by")
    }
    guard model is Network else {
      throw AssayError(
        .unsupported, "the shift is a layer of a network of ours", expected: "a Network", found: "\(type(of: model))",
        at: model.name)
    }
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    try distances(explained(model, examples), shift).map { value in
      value <= tolerance ? .pass : .fail(Self.reason(value, shift))
    }
  }

  /// Names the smallest shift that breaks the claim.
  func finding(_ model: Model, of example: Example, key: RandomKey) throws -> String? {
    let (smallest, distance) = try smallestShift(explained(model, [example]))
    return Self.reason(distance, smallest)
  }

  private func explained(_ model: Model, _ examples: [Example]) throws -> ExplainedMaps {
    let batch = ExampleBatch(examples)
    return try ExplainedMaps(
      by: explanation, of: model, images: batch.images, labels: batch.labels, target: target)
  }

  private func distances(_ explained: ExplainedMaps, _ shift: Float) throws -> [Double] {
    try ExplanationMetric.inputInvariance(shift: shift, distance: distance).values(explained)
  }

  private static func reason(_ distance: Double, _ shift: Float) -> String {
    let steps = (shift * 255).rounded()
    let text = (steps / 255 - shift).magnitude < 1e-6 ? "\(Int(steps))/255" : "\(shift)"
    return "the map moves by \(Verdict.share(distance)) when the pixels shift by \(text)"
  }

  /// The smallest shift of whole grid steps, in the direction of the given one, that breaks the claim; else that one.
  private func smallestShift(_ explained: ExplainedMaps) throws -> (shift: Float, distance: Double) {
    let sign: Float = shift > 0 ? 1 : -1
    for steps in 1...max(1, min(255, Int((shift.magnitude * 255).rounded(.up)))) {
      let smaller = sign * min(Float(steps) / 255, shift.magnitude)
      let distance = try distances(explained, smaller)[0]
      if distance > tolerance { return (smaller, distance) }
    }
    return (shift, try distances(explained, shift)[0])
  }
}
