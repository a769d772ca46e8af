import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Other types of numbers: floats are floats here whatever their width, integers and truths are whole.
  static let casts = [
    ONNXOperator("Cast") { importer, node in
      try importer.readCast(node, to: node.attributes["to"]?.integer ?? 1)
    },
    ONNXOperator("CastLike") { importer, node in
      switch try importer.required(node, 1) {
      case .value: try importer.readCast(node, to: 1)
      case .constant(let constant):
        guard case .stored(let tensor) = constant.numbers else {
          return try importer.readCast(node, to: constant.isIntegral ? 7 : 1)
        }
        try importer.readCast(node, to: ONNXTensor.typeNumber(tensor.type) ?? 1)
      }
    },
  ]
}

extension ONNXTensor {
  /// ONNX's number of a type.
  static func typeNumber(_ type: ArchiveElementType) -> Int? {
    let numbers: [ArchiveElementType: Int] = [
      .float32: 1, .uint8: 2, .int8: 3, .uint16: 4, .int16: 5, .int32: 6, .int64: 7, .bool: 9, .float16: 10,
      .float64: 11, .uint32: 12, .uint64: 13, .bfloat16: 16,
    ]
    return numbers[type]
  }
}

extension ONNXImporter {
  /// The bits of the integers that there are, by ONNX's number of their type; negative for those with a sign.
  private static let integerBits = [2: 8, 3: -8, 4: 16, 5: -16, 6: -32, 7: -64, 12: 32, 13: 64]

  fileprivate mutating func readCast(_ node: ONNXNode, to type: Int) throws {
    let operand = try required(node, 0)
    if ONNXValue.floatTypes.contains(type) {
      guard let constant = operand.constant, constant.isIntegral else { return write(operand, to: node) }
      guard let floats = try constant.floats(in: source) else {
        throw AssayError(.unsupported, "ONNX: a float of what depends on the number of images")
      }
      return write(.constant(ONNXConstant(shape: constant.shape, .floats(floats))), to: node)
    }
    guard type == 9 || Self.integerBits[type] != nil else {
      throw AssayError(
        .unsupported, "ONNX: numbers of this type are not read", expected: "floats, integers or truths",
        found: "type \(type)", at: "to")
    }
    guard let constant = operand.constant else { return try castValue(node, operand, to: type) }
    write(.constant(ONNXConstant(shape: constant.shape, .integers(try integers(of: constant, type)))), to: node)
  }

  /// The numbers of a constant as integers of a type, those too large for it as their last bits say.
  private func integers(of constant: ONNXConstant, _ type: Int) throws -> [BatchExtent] {
    let numbers: [BatchExtent]
    if let integers = try constant.extents(in: source) {
      numbers = integers
    } else {
      let floats = try constant.floats(in: source) ?? []
      if type == 9 { return floats.map { .fixed($0 != 0 ? 1 : 0) } }
      guard floats.allSatisfy({ $0.magnitude < 0x1p62 }) else {
        throw AssayError(
          .malformedData, "ONNX: a number that is no integer",
          found: "\(floats.first { !($0.magnitude < 0x1p62) } ?? 0)")
      }
      numbers = floats.map { .fixed(Int($0)) }
    }
    if type == 9 { return numbers.map { .fixed($0.factor != 0 ? 1 : 0) } }
    let bits = Self.integerBits[type] ?? -64
    guard bits.magnitude < 64 else { return numbers }
    return numbers.map { number in
      guard !number.hasBatch else { return number }
      let shift = 64 - Int(bits.magnitude)
      let wrapped = number.factor << shift
      return .fixed(bits < 0 ? wrapped >> shift : Int(UInt(bitPattern: wrapped) >> UInt(shift)))
    }
  }

  /// What depends on the pixels: whether it is 0, or nothing to do where it is whole already.
  private mutating func castValue(_ node: ONNXNode, _ operand: ONNXOperand, to type: Int) throws {
    if type == 9 {
      return try appendFunction(node, of: [(node.inputs[0], operand)], shape: operand.shape, form: .elementwise) {
        $0[0].detached.absolute().step()
      }
    }
    if case .value(let number, _) = operand, number > 0,
      ONNXOperator.wholeNumbers.contains(origins[number - 1].operation)
    {
      return write(operand, to: node)
    }
    throw AssayError(
      .unsupported, "ONNX: what depends on the images is not rounded to integers, which have no gradient",
      expected: "a float type", found: "type \(type)", at: "to",
      advice: "Export the network without the conversion to integers")
  }
}
