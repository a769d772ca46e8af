import AssayBase
import AssayTensor

/// How alike the maps of a class and of another, drawn at random, are (Sixt, Granz and Landgraf 2020).
///
/// A map that is the same for any class does not explain why it is this one. The other class depends on the seed and
/// the explained class alone. Costs one explanation an image.
package struct RandomLogit: MapMeasure {
  let similarity: MapSimilarity
  let seed: UInt64

  package var description: String { "random logit (\(similarity))" }

  package var preference: MetricPreference { .smaller }

  package func validate() {}

  package func values(_ explained: ExplainedMaps) throws -> [Double] {
    let method = try explained.method(for: description)
    let classes = explained.subject.original.classCount
    let (own, opposed) = (explained.scores.classes, explained.scores.opposed)
    let others = try own.indices.map { row in
      let candidates = (0..<classes).filter { $0 != own[row] && $0 != opposed?[row] }
      guard !candidates.isEmpty else {
        throw AssayError(
          .unsupported, "the model has no other class to explain",
          expected: "\(opposed == nil ? 2 : 3) classes or more",
          found: "\(classes)", at: explained.subject.original.name)
      }
      var random = RandomStream(RandomKey(seed: seed).derived("random logit").derived(own[row]))
      return candidates[random.integer(in: 0...candidates.count - 1)]
    }
    guard !others.isEmpty else { return [] }
    let maps = try method.maps(
      of: explained.subject, images: explained.images, scores: ExplainedScores(of: others, less: opposed))
    return try similarity.values(explained.maps, maps)
  }
}
