import AssayBase
import AssayNetworks
import AssayStatistics
import AssayTensor

/// A study of how an attack travels through a network from one class to another (Das et al. 2020, "Bluff").
///
/// Shows by which channels the network knows the original class and the target class, and by which channels attacked images
/// of the one are taken for the other. Any network whose layers can be looked into will do, and any images.
///
/// - A channel's *importance* is the median over images of the maximum of its activation over the extent; layers are as
///   ``layers`` says, a dense layer's neurons being channels of one pixel.
/// - Its *percentile* is the share of channels of its layer that are less important, equal ones and itself counted half,
///   and its *vulnerability* Σ |percentile under attack − percentile of the originals| / strength over the strengths.
/// - The *influence* of channel i on channel j of the next layer is the median over images of the maximum of
///   activation_i ∗ kernel_ij over the extent. Through layers between (bottlenecks) a way is as wide as its narrowest
///   kernel, max over m of min(I(i,m), I(m,j)). Normalisation that follows a kernel multiplies it; other normalisation,
///   activations and pooling leave channels what they are, and kernels see what they made of them; where branches are
///   concatenated each keeps its channels; where a shortcut is added the wider way counts, and what a shortcut hands on
///   is as wide as the channel is important. The factors of squeeze-and-excitation are not followed.
public struct PathwayStudy: Sendable {
  /// The class that the images are of.
  public var original: Int
  /// The class that attacked images are to be taken for.
  public var target: Int
  /// The share of a layer's channels that count as important, at least one of them, in (0, 1].
  public var share: Double
  /// The names of the layers to look at; nil for all through which everything passes, without the logits.
  public var layers: [String]?
  /// The most pairs of channels × images that are held at a time; 32 million, 128 MB.
  package var pairLimit = 32 << 20

  /// A study of the way from one class to another.
  public init(from original: Int, to target: Int, share: Double = 0.1, layers: [String]? = nil) {
    (self.original, self.target, self.share, self.layers) = (original, target, share, layers)
  }

  /// Looks at images of both classes and at attacked ones of the original class.
  ///
  /// Images that the model gets wrong do not count, nor do attacks that failed: an attacked image counts where the model
  /// takes the original for ``original`` and the attacked one for ``target``.
  ///
  /// Cost: two passes over all images, the second with each kernel applied to single channels; more where shown pairs of
  /// channels × images are more than 32 million. Memory does not grow with the images beyond one number an image and
  /// channel, and those 32 million (128 MB).
  ///
  /// - Throws: `AssayError`: `invalidArgument` for classes, shares, strengths or layers that cannot be; `shapeMismatch` for
  ///   images that do not fit the model or each other; `empty` when no image of a class counts or no attack succeeded;
  ///   `unsupported` for models that do not show their layers, and where channels cannot be followed.
  public func pathways(
    of model: any Classifier, originals: PathwayImages, targets: PathwayImages, attacks: [PathwayAttack]
  ) throws -> Pathways {
    try validate(for: model, originals, attacks)
    let subject = ExplainedModel(model)
    let graph = try subject.graph()
    let chosen = try PathwayLayer.chosen(layers, in: graph)
    let segments = try zip(chosen, chosen.dropFirst()).map { try PathwaySegment(from: $0, to: $1, in: graph) }

    // What each layer makes of the images of each condition.
    let own = try maxima(originals, takenFor: original, chosen, subject, "original")
    let others = try maxima(targets, takenFor: target, chosen, subject, "target")
    var looks = [(PathwayCondition.original, originals, own), (.target, targets, others)]
    var unsuccessful: [Double] = []
    for attack in attacks.sorted(by: { $0.strength < $1.strength }) {
      let found = try ChannelMaxima(
        of: attack.images, candidates: own.rows, takenFor: target, layers: chosen, in: subject)
      if found.rows.isEmpty { unsuccessful.append(attack.strength) }
      if !found.rows.isEmpty { looks.append((.attacked(strength: attack.strength), attack.images, found)) }
    }
    guard looks.count > 2 else {
      throw AssayError(
        .empty, "no attacked image of class \(original) is taken for class \(target)",
        expected: "at least one success", found: "none among \(own.rows.count) images at \(attacks.count) strengths",
        at: "attacks", advice: "Aim the attack at the target class, or make it stronger")
    }
    let counts = looks.map { PathwayCount(given: $0.1.count, used: $0.2.rows) }
    var pathways = Pathways(
      study: self, model: model.name, conditions: looks.map(\.0), counts: counts, unsuccessful: unsuccessful,
      layers: chosen.indices.map { index in
        Pathways.Layer(chosen[index], looks.map { Self.importance($0.2, layer: index, chosen[index]) }, looks.map(\.0))
      })

    // What the shown channels make of each other.
    let shown = pathways.layers.indices.map { pathways.shownChannels(ofLayer: $0) }
    let survey = InfluenceSurvey(segments, shown: shown, in: graph, limit: pairLimit)
    let medians = try looks.map { try survey.medians(of: $0.1, rows: $0.2.rows) }
    pathways.links = segments.indices.map { index in
      Pathways.Links(
        sources: shown[index], targets: shown[index + 1],
        influences: looks.indices.map { look in
          segments[index].influence(
            of: shown[index], on: shown[index + 1], through: medians[look][index],
            importance: pathways.layers[index].importance[look])
        })
    }
    return pathways
  }

  private func maxima(
    _ images: PathwayImages, takenFor label: Int, _ layers: [PathwayLayer], _ subject: ExplainedModel, _ role: String
  ) throws -> ChannelMaxima {
    let maxima = try ChannelMaxima(of: images, takenFor: label, layers: layers, in: subject)
    guard !maxima.rows.isEmpty else {
      throw AssayError(
        .empty, "the model takes no image of the \(role) class for class \(label)", expected: "at least one image",
        found: images.count == 0 ? "no images" : "other classes for all \(images.count)", at: "\(role) images")
    }
    return maxima
  }

  private static func importance(_ maxima: ChannelMaxima, layer: Int, _ chosen: PathwayLayer) -> [Double] {
    (0..<chosen.shape[0]).map { Median.of(maxima.values(layer: layer, channel: $0, of: chosen.shape[0])) }
  }
}
