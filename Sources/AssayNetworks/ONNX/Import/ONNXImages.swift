import AssayBase
import AssayTensor

/// The images that a graph takes, as the file and the user describe them.
struct ONNXImages {
  /// The shape of one image.
  let shape: Shape
  /// The number of images, if the file fixes it.
  let fixedBatch: Int?
  /// Whether the graph takes the pixels as a row of features.
  let isFlat: Bool

  /// - Parameter given: The shape of an image, for files that leave it open or take rows of features.
  init(_ value: ONNXValue, given: Shape?) throws {
    let extents = value.shape ?? [ONNXValue.Extent](repeating: .free(""), count: 4)
    guard extents.count == 4 || extents.count == 2, given.map({ $0.rank == 3 }) ?? true else {
      throw AssayError(
        .unsupported, "ONNX: the input is not a batch of images", expected: "N×C×H×W or N×F",
        found: "\(extents.count) axes", at: "“\(value.name)”")
    }
    if let type = value.elementType, !ONNXValue.floatTypes.contains(type) {
      throw AssayError(
        .unsupported, "ONNX: the input is not one of floats", expected: "pixels in [0, 1]",
        found: "type \(type)", at: "“\(value.name)”", advice: "Export the network without the conversion of integers")
    }
    if case .fixed(let number) = extents[0], number > 0 { fixedBatch = number } else { fixedBatch = nil }
    isFlat = extents.count == 2
    if isFlat {
      shape = try Self.flat(extents[1], given, value.name)
    } else {
      shape = Shape(
        try (1..<4).map { try Self.extent(extents[$0], given.map { [$0[0], $0[1], $0[2]] }?[$0 - 1], $0, value.name) })
    }
  }

  private static func extent(
    _ extent: ONNXValue.Extent, _ wanted: Int?, _ axis: Int, _ name: String
  ) throws -> Int {
    guard case .fixed(let number) = extent, number > 0 else {
      guard let wanted, wanted > 0 else { throw unknown(name) }
      return wanted
    }
    guard wanted == nil || wanted == number, number <= 1 << 16 else {
      throw AssayError(
        .shapeMismatch, "ONNX: the file is for images of another shape", expected: wanted.map { "\($0)" },
        found: "\(number) along axis \(axis)", at: "“\(name)”")
    }
    return number
  }

  private static func flat(_ extent: ONNXValue.Extent, _ given: Shape?, _ name: String) throws -> Shape {
    guard let given, BatchShape.product(given.dimensions) > 0 else { throw unknown(name) }
    if case .fixed(let number) = extent, number > 0, number != BatchShape.product(given.dimensions) {
      throw AssayError(
        .shapeMismatch, "ONNX: the file is for another number of pixels", expected: "\(given)", found: "\(number)",
        at: "“\(name)”")
    }
    return given
  }

  private static func unknown(_ name: String) -> AssayError {
    AssayError(
      .invalidArgument, "ONNX: the file does not say how large the images are", expected: "the shape of an image",
      at: "“\(name)”", advice: "Give the input's shape, as 3×224×224")
  }
}
