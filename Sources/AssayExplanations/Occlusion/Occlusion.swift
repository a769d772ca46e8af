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
    // Any image as large as the square shows whether there can be such squares at all.
    let side = max(window ?? 1, 1)
    _ = try OcclusionWindows(height: side, width: side, window: window, stride: window == nil ? nil : stride)
  }

  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
    let windows = try OcclusionWindows(height: height, width: width, window: window, stride: stride)
    let baselines = try baseline.images(for: images)
    let probe = try ModelProbe(subject, images: images, scores: scores, output: output)
    let whole = try probe.unchangedScores()
    var maps: [Tensor] = []
    try probe.forEachImage(
      copies: { _ in windows.count },
      change: { image, copy, values in
        let (rows, columns) = windows[copy]
        let baseline = baselines.pointer + image * channels * height * width
        for row in rows {
          let start = (row * width + columns.lowerBound) * channels
          (values + start).update(from: baseline + start, count: columns.count * channels)
        }
      },
      { image, scores in
        let means = windows.means(of: scores.map { whole[image] - $0 })
        maps.append(means.broadcast(to: [1, channels, height, width]))
      })
    return .concatenatingRows(maps)
  }
}
