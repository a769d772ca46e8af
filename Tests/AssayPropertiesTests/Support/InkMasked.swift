import AssayDatasets
import AssayFixtures
import AssayImages

/// The embedded digits with the pixels of their strokes as masks.
struct InkMasked: ExampleSource {
  private let base = Digits.test
  /// The grey value from which on a pixel is stroke; 0 makes the whole picture one.
  let threshold: Float

  var count: Int { base.count }

  func example(at index: Int) throws -> Example { try base.example(at: index) }

  func regions(at index: Int) throws -> [ImageRegion] {
    let image = try base.example(at: index).image
    let size = ImageSize(channels: 1, height: image.size.height, width: image.size.width)
    return [ImageRegion(name: "ink", mask: try Image(size: size, values: image.values.map { $0 >= threshold ? 1 : 0 }))]
  }

  /// The digits with such masks.
  static func digits(from threshold: Float = 0.5) throws -> Dataset {
    try Dataset(
      name: "ink", classNames: Digits.test.classNames, imageSize: Digits.test.imageSize,
      source: InkMasked(threshold: threshold))
  }
}
