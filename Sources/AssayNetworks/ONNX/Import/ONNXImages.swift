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
  /// Whether the graph takes the channels last, as Keras has them.
  let areChannelsLast: Bool

  /// - Parameters:
  ///   - given: The shape of an image, C×H×W, for files that leave it open or take rows of features.
  ///   - suggested: The same as metadata have it: used for what the file leaves open, and ignored otherwise.
  ///   - readers: The nodes that read the images. Where all of them put the last axis first, that is the channels'.
  init(_ value: ONNXValue, given: Shape?, suggested: (height: Int, width: Int)? = nil, readers: [ONNXNode]) throws {
    areChannelsLast =
      !readers.isEmpty
      && readers.allSatisfy { $0.operation == "Transpose" && $0.attributes["perm"]?.integers == [0, 3, 1, 2] }
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
      let axes = areChannelsLast ? [3, 1, 2] : [1, 2, 3]
      shape = Shape(
        try (0..<3).map { axis in
          let hint = axis == 0 ? nil : axis == 1 ? suggested?.height : suggested?.width
          return try Self.extent(
            extents[axes[axis]], given?.dimensions[axis], suggested: hint, axes[axis], value.name)
        })
    }
  }

  private static func extent(
    _ extent: ONNXValue.Extent, _ wanted: Int?, suggested: Int?, _ axis: Int, _ name: String
  ) throws -> Int {
    guard case .fixed(let number) = extent, number > 0 else {
      guard let wanted = wanted ?? suggested, wanted > 0 else { throw unknown(name) }
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
      at: "“\(name)”", advice: "Give the input's shape, as 3×224×224 (--input 3x224x224)")
  }
}
