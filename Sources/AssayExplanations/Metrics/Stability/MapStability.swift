import AssayBase
import AssayTensor

/// How far a map moves when the image hardly does: the largest change over shifts of the image.
///
/// The explained class stays that of the image itself. Costs one explanation a sample and image.
package struct MapStability: MapMeasure {
  /// What the change of the map is measured against.
  package enum Form: Sendable {
    /// The length of the map: ‖Φ(x + δ) − Φ(x)‖₂ / ‖Φ(x)‖₂, max-sensitivity (Yeh et al. 2019, section 3).
    case relativeToMap
    /// The length of the shift: ‖Φ(x + δ) − Φ(x)‖₂ / ‖δ‖₂, the local Lipschitz estimate (Alvarez-Melis and Jaakkola 2018).
    case relativeToShift
  }

  let form: Form
  let shifts: ImageShift
  let samples: Int
  let seed: UInt64

  package var description: String {
    let name = form == .relativeToMap ? "max-sensitivity" : "local Lipschitz"
    return "\(name) (\(shifts.description), \(samples) samples)"
  }

  package var preference: MetricPreference { .smaller }

  package func validate() throws {
    try SampleCount.validate(samples, of: "a metric of stability", "samples")
    try shifts.validate()
  }

  package func values(_ explained: ExplainedMaps) throws -> [Double] {
    try validate()
    let method = try explained.method(for: description)
    try shifts.checkFit(explained.images, samples: samples)
    var largest = [Double](repeating: 0, count: explained.count)
    let total = explained.count * samples
    let part = ExplainedMaps.largestPart(of: explained.images)
    for start in stride(from: 0, to: total, by: part) {
      let places = (start..<min(total, start + part)).map { (row: $0 / samples, index: $0 % samples) }
      let rows = places.map(\.row)
      let images = explained.images.rows(rows)
      let shifted = try Tensor.concatenatingRows(
        WorkerPool.map(places.count) { place in
          shifts.image(images.rows([place]), row: rows[place], index: places[place].index, samples, seed: seed)
        })
      let maps = try method.maps(of: explained.subject, images: shifted, scores: explained.scores.rows(rows))
      let changes = Self.lengths(try MapValues(maps), try MapValues(explained.maps.rows(rows)))
      let moves = Self.lengths(try MapValues(shifted), try MapValues(images))
      let sizes = Self.lengths(try MapValues(explained.maps.rows(rows)))
      for (place, row) in rows.enumerated() {
        let size = form == .relativeToMap ? sizes[place] : moves[place]
        largest[row] = max(largest[row], ratio(changes[place], size))
      }
    }
    return largest
  }

  /// A map of zeros has no length: its change counts as it is. A shift that moved nothing says nothing.
  private func ratio(_ change: Double, _ size: Double) -> Double {
    if size > 0 { return change / size }
    return form == .relativeToMap ? change : 0
  }

  /// The ℓ2 lengths of the differences, or of the values themselves.
  private static func lengths(_ x: MapValues, _ y: MapValues? = nil) -> [Double] {
    x.rows.enumerated().map { row, values in
      MapDistance.l2(values, y?.rows[row] ?? [Double](repeating: 0, count: values.count))
    }
  }
}
