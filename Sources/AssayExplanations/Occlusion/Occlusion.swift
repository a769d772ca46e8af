import AssayNetworks
import AssayTensor

/// The fall of the score when a square covers a pixel, averaged over the squares that do.
struct Occlusion: AttributionMethod {
  let window: Int?
  let stride: Int?
  let baseline: ExplanationBaseline
  let output: ExplainedOutput

  var description: String {
    let side = window.map { "\($0)×\($0)" } ?? "a seventh of the side"
    let step = stride.map { "every \($0)" } ?? "every half"
    return "occlusion (\(side), \(step), \(baseline.description), \(output.rawValue))"
  }

  func validate() throws {
    try baseline.validate()
    // Any image as large as the square shows whether there can be such squares at all.
    let side = max(window ?? 1, 1)
    _ = try OcclusionWindows(height: side, width: side, window: window, stride: window == nil ? nil : stride)
  }

  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
    let windows = try OcclusionWindows(height: height, width: width, window: window, stride: stride)
    let probe = try ModelProbe(subject, images: images, scores: scores, output: output)
    let maps = try (0..<images.shape[0]).map { row in
      let image = images.rows([row])
      let cover = try baseline.images(for: images, rows: row..<row + 1)
      // The first copy is the image itself.
      let scores = try probe.scores(of: windows.count + 1, from: row) { range in
        windows.covering(image, with: cover, range)
      }
      let means = windows.means(of: scores.dropFirst().map { scores[0] - $0 })
      return means.broadcast(to: [1, channels, height, width])
    }
    return .concatenatingRows(maps)
  }
}

extension OcclusionWindows {
  /// Copies of an image in which a square shows `cover`: none in copy 0, the first in copy 1.
  fileprivate func covering(_ image: Tensor, with cover: Tensor, _ copies: Range<Int>) -> Tensor {
    let (channels, width) = (image.shape[1], image.shape[3])
    return Tensor(shape: image.shape.withFirst(copies.count)) { out in
      for (place, copy) in copies.enumerated() {
        let values = out + place * image.count
        values.update(from: image.pointer, count: image.count)
        guard copy > 0 else { continue }
        let (rows, columns) = self[copy - 1]
        for row in rows {
          let start = (row * width + columns.lowerBound) * channels
          (values + start).update(from: cover.pointer + start, count: columns.count * channels)
        }
      }
    }
  }
}
