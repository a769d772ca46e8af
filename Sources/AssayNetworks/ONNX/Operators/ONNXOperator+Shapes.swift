import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Constants and the arithmetic of shapes, which are computed while reading.
  static let shapes = [
    ONNXOperator("Shape") { importer, node in
      let extents = try importer.required(node, 0).shape.extents
      func bound(_ name: String, _ value: Int) -> Int {
        let bound = node.attributes[name]?.integer ?? value
        return min(max(bound < 0 ? bound + extents.count : bound, 0), extents.count)
      }
      let (start, end) = (bound("start", 0), bound("end", extents.count))
      importer.write(.constant(ONNXConstant(extents[start..<max(start, end)].map(\.plain))), to: node)
    },
    ONNXOperator("Size") { importer, node in
      let extents = try importer.required(node, 0).shape.extents
      let product = try extents.reduce(BatchExtent.fixed(1)) { product, extent in
        guard let next = product.times(extent.plain) else {
          throw AssayError(.unsupported, "ONNX: a size that the number of images enters twice", found: "\(extents)")
        }
        return next
      }
      importer.write(.constant(ONNXConstant(shape: [], .integers([product]))), to: node)
    },
    ONNXOperator("Constant") { importer, node in
      let settings = node.attributes
      let constant: ONNXConstant
      if let tensor = settings["value"]?.tensor {
        constant = ONNXConstant(tensor)
      } else if let number = settings["value_float"]?.float {
        constant = ONNXConstant(shape: [], .floats([number]))
      } else if let number = settings["value_int"]?.integer {
        constant = ONNXConstant(shape: [], .integers([.fixed(number)]))
      } else if let list = settings["value_floats"]?.floats {
        constant = ONNXConstant(shape: [list.count], .floats(list))
      } else if let list = settings["value_ints"]?.integers {
        constant = ONNXConstant(list.map { .fixed($0) })
      } else {
        throw AssayError(.unsupported, "ONNX: a constant of this kind is not read", found: "\(settings.keys.sorted())")
      }
      importer.write(.constant(constant), to: node)
    },
    ONNXOperator("ConstantOfShape") { importer, node in
      let shape = try checked(try importer.integers(node, 0) ?? [])
      let places = [Int](repeating: 0, count: BatchShape.product(shape))
      let value = node.attributes["value"]?.tensor.map { ONNXConstant($0) } ?? ONNXConstant(shape: [1], .floats([0]))
      guard value.count == 1 else {
        throw AssayError(.malformedData, "ONNX: one value for all numbers", expected: "1", found: "\(value.shape)")
      }
      importer.write(.constant(try value.picking(places, shape: shape, in: importer.source)), to: node)
    },
    ONNXOperator("Range") { importer, node in
      let bounds = try (0..<3).map { try importer.fixed(node, $0) }
      guard bounds.allSatisfy({ $0.count == 1 }) else {
        throw AssayError(.malformedData, "ONNX: a range from one number to one", found: "\(bounds.map(\.shape))")
      }
      if bounds.allSatisfy(\.isIntegral) { return try readRange(&importer, node) }
      let numbers = try bounds.flatMap { try $0.floats(in: importer.source) ?? [] }
      let count = numbers.count == 3 ? ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up) : .nan
      guard count.magnitude < Float(1 << 20) else {
        throw AssayError(.malformedData, "ONNX: a range that does not end", found: "\(numbers)")
      }
      let row = (0..<max(0, Int(count))).map { numbers[0] + Float($0) * numbers[2] }
      importer.write(.constant(ONNXConstant(shape: [row.count], .floats(row))), to: node)
    },
  ]

  private static func readRange(_ importer: inout ONNXImporter, _ node: ONNXNode) throws {
    let bounds = try (0..<3).compactMap { try importer.integers(node, $0)?.first }
    guard bounds.count == 3, bounds[2] != 0, bounds.allSatisfy({ $0.magnitude < 1 << 40 }) else {
      throw AssayError(.malformedData, "ONNX: a range that does not end", found: "\(bounds)")
    }
    let (start, step) = (bounds[0], bounds[2])
    let count = max(0, (bounds[1] - start + step - step.signum()) / step)
    _ = try checked([count])
    importer.write(.constant(ONNXConstant((0..<count).map { .fixed(start + $0 * step) })), to: node)
  }

  /// `shape`, which a file asks for without giving the numbers, if it is not too large.
  static func checked(_ shape: [Int]) throws -> [Int] {
    let limit = 1 << 20
    guard shape.allSatisfy({ 0...limit ~= $0 }), BatchShape.product(shape.map { max(1, $0) }) <= limit else {
      throw AssayError(
        .limitExceeded, "ONNX: a constant that the file does not hold is too large",
        expected: "at most \(limit) numbers", found: "\(shape)")
    }
    return shape
  }
}
