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
      guard extents.filter(\.hasBatch).count <= 1 else {
        throw AssayError(.unsupported, "ONNX: a size that the number of images enters twice")
      }
      let product = extents.reduce(BatchExtent.fixed(1)) { $0.times($1) ?? $0 }.plain
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
      let count = BatchShape.product(shape)
      guard let tensor = node.attributes["value"]?.tensor else {
        return importer.write(
          .constant(ONNXConstant(shape: shape, .floats([Float](repeating: 0, count: count)))), to: node)
      }
      let value = ONNXConstant(tensor)
      if let number = try value.extents(in: importer.source)?.first {
        importer.write(
          .constant(ONNXConstant(shape: shape, .integers([BatchExtent](repeating: number, count: count)))), to: node)
      } else if let number = try value.floats(in: importer.source)?.first {
        importer.write(
          .constant(ONNXConstant(shape: shape, .floats([Float](repeating: number, count: count)))), to: node)
      }
    },
    ONNXOperator("Range") { importer, node in
      guard let start = try importer.integers(node, 0)?.first, let limit = try importer.integers(node, 1)?.first,
        let step = try importer.integers(node, 2)?.first, step != 0,
        [start, limit, step].allSatisfy({ $0.magnitude < 1 << 40 })
      else { throw AssayError(.unsupported, "ONNX: ranges are read for constant integers") }
      let count = max(0, (limit - start + step - step.signum()) / step)
      _ = try checked([count])
      importer.write(.constant(ONNXConstant((0..<count).map { .fixed(start + $0 * step) })), to: node)
    },
    ONNXOperator("Cast") { importer, node in
      let operand = try importer.required(node, 0)
      let isFloat = [1, 10, 11, 16].contains(node.attributes["to"]?.integer ?? 1)
      guard case .constant(let constant) = operand else {
        guard isFloat else {
          throw AssayError(
            .unsupported, "ONNX: what depends on the images is not rounded to integers, which have no gradient",
            found: "type \(node.attributes["to"]?.integer ?? 0)", at: "to")
        }
        return importer.write(operand, to: node)
      }
      if isFloat, constant.isIntegral, let floats = try constant.floats(in: importer.source) {
        importer.write(.constant(ONNXConstant(shape: constant.shape, .floats(floats))), to: node)
      } else if !isFloat, !constant.isIntegral, let floats = try constant.floats(in: importer.source) {
        guard floats.allSatisfy({ $0.magnitude < 0x1p62 }) else {
          throw AssayError(.malformedData, "ONNX: a number that is no integer", found: "\(floats)")
        }
        importer.write(
          .constant(ONNXConstant(shape: constant.shape, .integers(floats.map { .fixed(Int($0)) }))), to: node)
      } else {
        importer.write(operand, to: node)
      }
    },
    comparison("Equal") { $0.plain == $1.plain },
    comparison("Greater") { !$0.hasBatch && !$1.hasBatch && $0.factor > $1.factor },
    comparison("Less") { !$0.hasBatch && !$1.hasBatch && $0.factor < $1.factor },
    ONNXOperator("Not") { importer, node in
      let flags = try importer.integers(node, 0) ?? []
      let shape = try importer.required(node, 0).shape.extents.map(\.factor)
      importer.write(
        .constant(ONNXConstant(shape: shape, .integers(flags.map { .fixed($0 == 0 ? 1 : 0) }))), to: node)
    },
    ONNXOperator("Where") { importer, node in
      guard let flags = try importer.integers(node, 0), let yes = try importer.extents(node, 1),
        let no = try importer.extents(node, 2)
      else { throw AssayError(.unsupported, "ONNX: choices are read for constant integers") }
      let count = max(flags.count, yes.count, no.count)
      guard [flags.count, yes.count, no.count].allSatisfy({ $0 == 1 || $0 == count }) else {
        throw AssayError(.unsupported, "ONNX: choices between rows of different lengths")
      }
      func pick<Element>(_ row: [Element], _ index: Int) -> Element { row[row.count == 1 ? 0 : index] }
      importer.write(
        .constant(ONNXConstant((0..<count).map { pick(flags, $0) != 0 ? pick(yes, $0) : pick(no, $0) })), to: node)
    },
  ]

  private static func comparison(
    _ name: String, _ body: @escaping @Sendable (BatchExtent, BatchExtent) -> Bool
  ) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      guard let x = try importer.extents(node, 0), let y = try importer.extents(node, 1),
        x.count == y.count || x.count == 1 || y.count == 1
      else { throw AssayError(.unsupported, "ONNX: comparisons are read for constant integers") }
      let flags = (0..<(x.count == 1 ? y.count : x.count)).map {
        body(x[x.count == 1 ? 0 : $0], y[y.count == 1 ? 0 : $0])
      }
      importer.write(.constant(ONNXConstant(flags.map { .fixed($0 ? 1 : 0) })), to: node)
    }
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
