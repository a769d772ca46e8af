import AssayBase
import AssayNetworks
import AssayTensor

/// How far maps move when all pixels are shifted by a constant and the network takes the shift off again.
///
/// Kindermans et al. 2019: both networks compute the same at their images, so an explanation should not tell them
/// apart; one whose baseline stays where it was does. The shift is a layer in front, so that methods that look into layers
/// see a network too; shifted pixels leave [0, 1]. Costs one explanation an image.
package struct InputInvariance: MapMeasure {
  let shift: Float
  let distance: MapDistance

  package var description: String { "input invariance (shift \(shift), \(distance.rawValue))" }

  package var preference: MetricPreference { .smaller }

  package func validate() throws {
    guard shift.isFinite, shift != 0 else {
      throw AssayError(
        .invalidArgument, "a shift of 0 changes nothing", expected: "a finite number but 0", found: "\(shift)",
        at: "shift")
    }
  }

  package func values(_ explained: ExplainedMaps) throws -> [Double] {
    try validate()
    guard let network = explained.subject.original as? Network else {
      throw AssayError(
        .unsupported, "the shift is a layer of a network of ours", expected: "a Network",
        found: "\(type(of: explained.subject.original))", at: explained.subject.original.name)
    }
    let method = try explained.method(for: description)
    let architecture = network.architecture
    let channels = architecture.inputShape[0]
    let shifted = Architecture(architecture.name, input: architecture.inputShape, classes: architecture.classCount) {
      PixelNormalization(
        means: [Float](repeating: shift, count: channels), deviations: [Float](repeating: 1, count: channels))
      architecture.body
    }
    let subject = ExplainedModel(try Network(shifted, parameters: network.parameters, metadata: network.metadata))
    guard explained.count > 0 else { return [] }
    let maps = try method.maps(of: subject, images: explained.images + shift, scores: explained.scores)
    return try distance.distances(explained.maps, maps)
  }
}
