import AssayBase

/// A picture: channels × height × width numbers in [0, 1], channel after channel, rows from the top.
///
/// One channel is grayscale, three are red, green and blue. This is what attacks see and what a property's closure gets.
public struct Image: Sendable, Equatable {
  /// The number of channels, height and width.
  public let size: ImageSize
  /// The values in the order channel, row, column; `size.count` of them.
  public let values: [Float]

  /// Makes an image of `values` in the order channel, row, column.
  ///
  /// - Throws: `AssayError` when the count differs from the size's or a value is NaN or outside [0, 1].
  public init(size: ImageSize, values: [Float]) throws {
    guard values.count == size.count else {
      throw AssayError(
        .shapeMismatch, "the image has the wrong number of values", expected: "\(size.count) for \(size)",
        found: "\(values.count)")
    }
    if let index = values.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
      throw AssayError(
        .invalidArgument, "a pixel is outside [0, 1]", expected: "pixels in [0, 1]", found: "\(values[index])",
        at: "value \(index)", advice: "Divide 8-bit pixels by 255; normalisation is a layer inside the model")
    }
    self.init(unchecked: values, size: size)
  }

  /// Makes an image whose values are known to be right.
  package init(unchecked values: [Float], size: ImageSize) {
    self.size = size
    self.values = values
  }

  /// The value of `channel` at `row` and `column`.
  public subscript(channel: Int, row: Int, column: Int) -> Float {
    precondition(
      channel >= 0 && channel < size.channels && row >= 0 && row < size.height && column >= 0 && column < size.width,
      "pixel (\(channel), \(row), \(column)) is outside an image of \(size)")
    return values[(channel * size.height + row) * size.width + column]
  }
}
