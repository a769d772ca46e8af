import AssayBase
import AssayImages
import AssayNetworks
import AssayTensor

/// The game that groups of pixels of an image play for the explained score: those that do not take part show the baseline.
struct CoalitionGame {
  /// The groups.
  let players: Superpixels
  /// The row of the image.
  let row: Int
  private let probe: ModelProbe
  private let image: Tensor
  private let cover: Tensor

  /// - Throws: `AssayError` when groups or baseline do not fit the image.
  init(
    _ probe: ModelProbe, row: Int, groups: SegmentationMethod, baseline: ExplanationBaseline
  ) throws {
    (self.probe, self.row) = (probe, row)
    image = probe.images.rows([row])
    cover = try baseline.images(for: probe.images, rows: row..<row + 1)
    players = try Image(clamping: image).superpixels(by: groups)
  }

  /// The scores of `count` coalitions; `absent` gives the groups that do not take part in one.
  func scores(of count: Int, absent: (_ coalition: Int) -> [Int]) throws -> [Double] {
    try probe.scores(of: count, from: row) { range in
      var choices = [UInt8](repeating: 1, count: range.count * players.count)
      for (place, coalition) in range.enumerated() {
        for group in absent(coalition) { choices[place * players.count + group] = 0 }
      }
      return players.composites(of: image, cover: cover, choices: choices)
    }
    .map { Double($0) }
  }
}
