import AssayBase
import AssayCheck
import AssayDatasets
import AssayImages

extension Generator where Value == TransformedExample {
  /// Examples of a data set, changed by a transform whose decisions shrink towards no change.
  ///
  ///     try await forAll(.example(of: digits, changedBy: .rotation(-15...15).then(.shift(-1...1)))) { changed in
  ///       try #expect(model.label(of: changed.image) == changed.label)
  ///     }
  ///
  /// Throws ``AssayError`` when drawn from if the transform cannot be applied to images of the data's size.
  public static func example(
    of data: Dataset, changedBy transform: ImageTransform
  ) -> Generator<TransformedExample> {
    Generator(describing: { "\(data.name) #\($0.original.index), label \(data.classNames[$0.label]): \($0.change)" }) {
      source in
      let original = try data.example(at: source.index(below: data.count))
      let change = try Self.change(by: transform, of: original.image.size, from: &source)
      return TransformedExample(original: original, change: change, image: try change.applied(to: original.image))
    }
  }

  private static func change(
    by transform: ImageTransform, of size: ImageSize, from source: inout ChoiceSource
  ) throws -> ImageChange {
    var draws: any TransformDraws = ChoiceDraws(source: source)
    defer { if let draws = draws as? ChoiceDraws { source = draws.source } }
    return try transform.drawn(for: size, from: &draws)
  }
}

/// The decisions of a transform as choices that a shrinker can change.
private struct ChoiceDraws: TransformDraws {
  var source: ChoiceSource

  mutating func number(in range: ClosedRange<Double>, simplest: Double) throws -> Double {
    try source.double(in: range, simplest: simplest)
  }

  mutating func integer(in range: ClosedRange<Int>, simplest: Int) throws -> Int {
    try source.integer(in: range, simplest: simplest)
  }

  mutating func boolean(probability: Double) throws -> Bool { try source.boolean(probability: probability) }

  mutating func key() throws -> RandomKey {
    RandomKey(seed: UInt64(try source.integer(in: 0...65_535, spread: .even)))
  }
}
