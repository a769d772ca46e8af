import AssayExplanations
import AssayImages
import AssayTensor

/// The methods that cover parts of the image, with few copies of 8×8 pixels.
enum CoveringMethods {
  static let answering: [Explanation] = [
    .occlusion(), .occlusion(window: 3, stride: 2, baseline: .uniform(0.5), of: .probability),
    .featureAblation(.blocks(side: 3), baseline: .blurred(deviation: 1)),
    .shapley(.grid(rows: 2, columns: 3), baseline: .white),
    .kernelSHAP(.grid(rows: 4, columns: 4), samples: 90, of: .probability, seed: 5),
    .rise(masks: 30, cells: 3, keeping: 0.4, baseline: .uniform(0.2), of: .logit, seed: 2),
  ]

  static let learnt: Explanation = .meaningfulPerturbation(steps: 5, cell: 2, jitter: 1, baseline: .uniform(0.4))

  static let all: [Explanation] = answering + [learnt]
}
