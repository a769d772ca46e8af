import AssayImages
import Testing

/// A transform, and what is promised of it.
struct TransformCase: Sendable, CustomTestStringConvertible {
  let transform: ImageTransform
  /// Whether differences over short steps are near the gradient: not where it passes as that of the identity, nor where the
  /// function is as steep as |2x − 1|^¼ about the middle.
  var isSmooth = true
  /// Whether values are kept, only at other places.
  var movesOnly = false

  var testDescription: String { transform.description }

  /// One of every kind that comes with Assay, and some compositions.
  static let all: [TransformCase] =
    [.init(transform: .horizontalFlip(), movesOnly: true), .init(transform: .verticalFlip(), movesOnly: true)]
    + [.init(transform: .shift(-2...2), movesOnly: true), .init(transform: .patchShuffle(3), movesOnly: true)]
    + [.init(transform: .randomCrop(height: 9, width: 10, padding: 2), movesOnly: true)]
    + [.init(transform: .centerCrop(height: 15, width: 5), movesOnly: true)]
    + [.init(transform: .erase(), movesOnly: true)]
    + [
      .equalize, .adaptiveEqualize(tiles: 3),
      .custom("negative") { image, _ in image.contrast(0).brightened(by: 0.25) },
      .polarization(p: 8),
    ].map { TransformCase(transform: $0, isSmooth: false) }
    + smooth.map { TransformCase(transform: $0) }

  private static let smooth: [ImageTransform] = [
    .resize(height: 7, width: 20), .resize(height: 17, width: 9, by: .bicubic()),
    .randomResizedCrop(height: 8, width: 8), .rotation(-180...180), .rotation(-30...30, beyond: .reflected),
    .zoom(0.5...2, beyond: .replicated),
    .affine(degrees: -20...20, scale: 0.8...1.2, shear: -15...15, shift: -0.1...0.1, beyond: .constant(0.5)),
    .elastic(strength: 0...20, sigma: 2), .brightness(0.5...1.5), .contrast(0.5...1.5), .saturation(0...2),
    .hue(-0.5...0.5), .gamma(0.5...2), .polarization(p: 1), .grayscale,
    .gaussianBlur(sigma: 0...2), .motionBlur(length: 5),
    .rotation(-9...9).then(.horizontalFlip()).then(.brightness(0.8...1.2).sometimes(0.5)),
    .oneOf([.identity, .gaussianBlur(sigma: 1...2), .shift(1...3)]).sometimes(0.7),
  ]
}
