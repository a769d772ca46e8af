import AssayBase
import AssayTensor

/// A value of an ONNX graph that does not depend on the pixels: a weight, a setting, or a shape made of extents.
struct ONNXConstant: Sendable {
  /// The numbers.
  enum Numbers: Sendable {
    /// Floats, row by row.
    case floats([Float])
    /// Integers, row by row, some of which may be multiples of the number of images.
    case integers([BatchExtent])
    /// A tensor of the file, not read yet.
    case stored(ONNXTensor)
  }

  let shape: [Int]
  let numbers: Numbers

  init(shape: [Int], _ numbers: Numbers) {
    self.shape = shape
    self.numbers = numbers
  }

  init(_ tensor: ONNXTensor) { self.init(shape: tensor.shape, .stored(tensor)) }

  init(_ extents: [BatchExtent]) { self.init(shape: [extents.count], .integers(extents)) }

  var count: Int { shape.reduce(1, *) }

  /// Whether the numbers are integers or truth values.
  var isIntegral: Bool {
    switch numbers {
    case .floats: false
    case .integers: true
    case .stored(let tensor): !tensor.type.isFloatingPoint
    }
  }

  /// The numbers as floats; nil when they depend on the number of images.
  func floats(in source: ONNXSource) throws -> [Float]? {
    switch numbers {
    case .floats(let floats): return floats
    case .stored(let tensor): return try tensor.floats(in: source)
    case .integers(let extents):
      let numbers = extents.compactMap(\.number)
      return numbers.count == extents.count ? numbers.map { Float($0) } : nil
    }
  }

  /// The numbers in their shape, copied once from the file where they are floats; nil when they depend on the number of images.
  ///
  /// - Throws: `AssayError` also where there are more or fewer numbers than the shape has.
  func tensor(in source: ONNXSource) throws -> Tensor? {
    if case .stored(let tensor) = numbers, tensor.type == .float32, tensor.shape == shape, tensor.isInBytes {
      return try source.floats(of: tensor)
    }
    guard let floats = try floats(in: source) else { return nil }
    guard floats.count == count else {
      throw AssayError(
        .malformedData, "ONNX: a constant does not fill its shape", expected: "\(shape)",
        found: "\(floats.count) numbers")
    }
    return Tensor(shape: Shape(shape), elements: floats)
  }

  /// The numbers as integers; nil for floats.
  func extents(in source: ONNXSource) throws -> [BatchExtent]? {
    switch numbers {
    case .floats: return nil
    case .integers(let extents): return extents
    case .stored(let tensor): return isIntegral ? try tensor.integers(in: source).map { .fixed($0) } : nil
    }
  }
}

/// What a name of an ONNX graph stands for while it is read.
enum ONNXOperand: Sendable {
  case constant(ONNXConstant)
  /// The result of a step, or the images (number 0).
  case value(number: Int, shape: BatchShape)

  /// Whether it does not depend on the pixels.
  var isConstant: Bool {
    if case .constant = self { return true }
    return false
  }
}
