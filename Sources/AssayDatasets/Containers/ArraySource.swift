import AssayBase
import AssayImages

/// Examples whose pixels are a run of numbers in a container file, at equal distances; each is read when asked for.
///
/// Whole numbers are 8-bit pixels and become `v / 255`, truth values 0 and 1, and floats must be in [0, 1].
struct ArraySource: ExampleSource {
  let array: NumberArray
  let size: ImageSize
  let order: PixelOrder
  /// The first number of the first image, and the distance from image to image.
  var first = 0
  let stride: Int
  let labels: [Int]

  var count: Int { labels.count }

  func example(at index: Int) throws -> Example {
    let start = first + index * stride
    let places = start..<(start + size.count)
    let values = try array.type.isFloatingPoint ? floats(places, index) : levels(places, index)
    return Example(
      image: Image(unchecked: order.sorted(values, size: size), size: size), label: labels[index], index: index)
  }

  func label(at index: Int) -> Int { labels[index] }

  private func floats(_ places: Range<Int>, _ index: Int) throws -> [Float] {
    let values = try array.floats(places)
    if let wrong = values.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
      throw fault(
        values[wrong].isFinite ? .invalidArgument : .notFinite, expected: "floats in [0, 1]", found: "\(values[wrong])",
        at: places.lowerBound + wrong, index, advice: "Divide 8-bit pixels by 255")
    }
    return values
  }

  private func levels(_ places: Range<Int>, _ index: Int) throws -> [Float] {
    if array.type == .uint8 {
      let levels = Image.byteLevels
      return try array.bytes.bytes(array.offset(of: places.lowerBound)..<array.offset(of: places.upperBound))
        .map { levels[Int($0)] }
    }
    let values = try array.integers(places)
    if array.type == .bool { return values.map { Float($0) } }
    if let wrong = values.firstIndex(where: { $0 < 0 || $0 > 255 }) {
      throw fault(
        .invalidArgument, expected: "whole numbers in 0...255", found: "\(values[wrong])",
        at: places.lowerBound + wrong, index, advice: nil)
    }
    return values.map { Image.byteLevels[$0] }
  }

  private func fault(
    _ kind: AssayError.Kind, expected: String, found: String, at place: Int, _ index: Int, advice: String?
  ) -> AssayError {
    AssayError(
      kind, "\(array.format): a pixel is out of range", expected: expected, found: found,
      at: "\(array.bytes.source), image \(index), byte \(array.offset(of: place))", advice: advice)
  }
}
