import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Operators that take or put numbers of constants at places which are listed one by one.
  static let places = [
    ONNXOperator("GatherElements") { importer, node in
      let (data, indices) = (try importer.fixed(node, 0), try importer.fixed(node, 1))
      let axis = try BatchShape(fixed: data.shape).checkedAxis(node.attributes["axis"]?.integer ?? 0)
      let places = try importer.elementPlaces(indices, along: axis, of: data.shape)
      importer.write(.constant(try data.picking(places, shape: indices.shape, in: importer.source)), to: node)
    },
    ONNXOperator("GatherND") { importer, node in
      let (data, indices) = (try importer.fixed(node, 0), try importer.fixed(node, 1))
      let shared = node.attributes["batch_dims"]?.integer ?? 0
      let (places, inner) = try importer.slicePlaces(indices, of: data.shape, sharedAxes: shared)
      let size = inner.reduce(1, *)
      let shape = try importer.checked(indices.shape.dropLast() + inner, from: [data, indices])
      let picked = try data.picking(
        places.flatMap { place in (0..<size).map { place * size + $0 } }, shape: shape, in: importer.source)
      importer.write(.constant(picked), to: node)
    },
    scatter("ScatterElements"),
    scatter("Scatter"),
    ONNXOperator("ScatterND") { importer, node in
      let (data, indices, updates) = (
        try importer.fixed(node, 0), try importer.fixed(node, 1), try importer.fixed(node, 2)
      )
      let (places, inner) = try importer.slicePlaces(indices, of: data.shape, sharedAxes: 0)
      let size = inner.reduce(1, *)
      guard updates.count == places.count * size else {
        throw AssayError(
          .malformedData, "ONNX: as many numbers to put as places", expected: "\(places.count * size)",
          found: "\(updates.shape)")
      }
      try importer.put(node, data, places.flatMap { place in (0..<size).map { place * size + $0 } }, updates)
    },
    ONNXOperator("OneHot") { importer, node in
      let indices = try importer.fixed(node, 0)
      guard let depth = try importer.floats(node, 1)?.first, 1...Float(1 << 20) ~= depth,
        let numbers = try indices.floats(in: importer.source), numbers.allSatisfy({ $0.magnitude < 0x1p40 })
      else { throw AssayError(.malformedData, "ONNX: a row of ones and zeros without a length", at: "depth") }
      let values = try importer.fixed(node, 2)
      let (count, setting) = (Int(depth), node.attributes["axis"]?.integer ?? -1)
      let axis = setting < 0 ? setting + indices.shape.count + 1 : setting
      guard 0...indices.shape.count ~= axis, values.count == 2 else {
        throw AssayError(.malformedData, "ONNX: an axis that does not exist", found: "\(setting)")
      }
      var extents = indices.shape
      extents.insert(count, at: axis)
      let shape = try checked(extents)
      let inner = shape[(axis + 1)...].reduce(1, *)
      let chosen = numbers.map { Int($0) }.map { $0 < 0 ? $0 + count : $0 }
      let places = (0..<shape.reduce(1, *)).map { place in
        let (row, within) = place.quotientAndRemainder(dividingBy: count * inner)
        return chosen[row * inner + within % inner] == within / inner ? 1 : 0
      }
      importer.write(.constant(try values.picking(places, shape: shape, in: importer.source)), to: node)
    },
    ONNXOperator("NonZero") { importer, node in
      let constant = try importer.fixed(node, 0)
      let numbers = try constant.floats(in: importer.source) ?? []
      let places = numbers.indices.filter { numbers[$0] != 0 }
      var rows: [BatchExtent] = []
      for axis in constant.shape.indices {
        let inner = constant.shape[(axis + 1)...].reduce(1, *)
        rows += places.map { .fixed($0 / inner % constant.shape[axis]) }
      }
      importer.write(.constant(ONNXConstant(shape: [constant.shape.count, places.count], .integers(rows))), to: node)
    },
    ONNXOperator("EyeLike") { importer, node in
      let shape = try importer.required(node, 0).shape
      let extents = shape.extents.compactMap(\.number)
      guard shape.rank == 2, extents.count == 2 else {
        throw AssayError(.unsupported, "ONNX: a matrix of known extents is needed", found: "\(shape)")
      }
      let (size, offset) = (try checked(extents), node.attributes["k"]?.integer ?? 0)
      let ones = (0..<size[0] * size[1]).map { $0 % size[1] - $0 / size[1] == offset }
      let type = node.attributes["dtype"]?.integer
      let like = try importer.required(node, 0).constant?.isIntegral ?? false
      let isFloat = type.map(ONNXValue.floatTypes.contains) ?? !like
      importer.write(
        .constant(
          ONNXConstant(
            shape: size, isFloat ? .floats(ones.map { $0 ? 1 : 0 }) : .integers(ones.map { .fixed($0 ? 1 : 0) }))),
        to: node)
    },
    ONNXOperator("Trilu") { importer, node in
      let operand = try importer.required(node, 0)
      let (offset, keepsUpper) = (
        try importer.integers(node, 1)?.first ?? 0, node.attributes["upper"]?.integer ?? 1 != 0
      )
      let extents = operand.shape.extents.suffix(2).compactMap(\.number)
      guard extents.count == 2, offset.magnitude < 1 << 40 else {
        throw AssayError(
          .unsupported, "ONNX: a triangle is kept of matrices of known extents", found: "\(operand.shape)")
      }
      let size = try checked(extents)
      let kept = (0..<size[0] * size[1]).map { place -> Float in
        let distance = place % size[1] - place / size[1]
        return (keepsUpper ? distance >= offset : distance <= offset) ? 1 : 0
      }
      let mask = Tensor(shape: Shape(size), elements: kept)
      try importer.appendFunction(
        node, of: [(node.inputs[0], operand)], shape: operand.shape, form: .linear
      ) { $0[0].masked(wherePositive: mask.broadcast(to: $0[0].shape)) }
    },
  ]

  private static func scatter(_ name: String) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      let (data, indices, updates) = (
        try importer.fixed(node, 0), try importer.fixed(node, 1), try importer.fixed(node, 2)
      )
      let axis = try BatchShape(fixed: data.shape).checkedAxis(node.attributes["axis"]?.integer ?? 0)
      guard indices.shape == updates.shape else {
        throw AssayError(
          .malformedData, "ONNX: as many numbers to put as places", expected: "\(indices.shape)",
          found: "\(updates.shape)")
      }
      try importer.put(node, data, try importer.elementPlaces(indices, along: axis, of: data.shape), updates)
    }
  }
}

extension BatchShape {
  /// A shape that does not depend on the number of images.
  init(fixed extents: [Int]) { self.init(extents.map { .fixed($0) }) }
}

extension ONNXImporter {
  /// Input `index` of `node`, which must be a constant.
  func fixed(_ node: ONNXNode, _ index: Int) throws -> ONNXConstant {
    guard let constant = try constant(node, index) else {
      throw AssayError(
        .malformedData, "ONNX: an input is missing", expected: "at least \(index + 1)", found: "\(node.inputs.count)")
    }
    return constant
  }

  /// The indices in a constant, those from the end resolved.
  private func resolved(_ indices: ONNXConstant, _ extents: [Int]) throws -> [Int] {
    let numbers = try indices.extents(in: source)?.compactMap(\.number) ?? []
    guard numbers.count == indices.count, !extents.isEmpty || numbers.isEmpty else {
      throw AssayError(.malformedData, "ONNX: places that are no integers")
    }
    return try numbers.enumerated().map { place, number in
      let extent = extents[place % extents.count]
      let index = number < 0 ? number &+ extent : number
      guard 0..<extent ~= index else {
        throw AssayError(
          .malformedData, "ONNX: places that do not exist", expected: "0 to \(extent - 1)", found: "\(number)")
      }
      return index
    }
  }

  /// Where in row-major order the numbers are whose index along one axis is listed, the others being their own.
  fileprivate func elementPlaces(_ indices: ONNXConstant, along axis: Int, of shape: [Int]) throws -> [Int] {
    guard indices.shape.count == shape.count,
      shape.indices.allSatisfy({ $0 == axis || indices.shape[$0] <= shape[$0] })
    else {
      throw AssayError(
        .malformedData, "ONNX: places that do not fit the numbers", expected: "\(shape)", found: "\(indices.shape)")
    }
    let listed = try resolved(indices, [shape[axis]])
    return listed.indices.map { entry in
      var (place, rest, stride) = (0, entry, 1)
      for other in shape.indices.reversed() {
        place += (other == axis ? listed[entry] : rest % indices.shape[other]) * stride
        rest /= indices.shape[other]
        stride *= shape[other]
      }
      return place
    }
  }

  /// Which slices the rows of `indices` name by their first indices (after `sharedAxes` axes that both have), and the
  /// shape of a slice.
  fileprivate func slicePlaces(
    _ indices: ONNXConstant, of shape: [Int], sharedAxes: Int
  ) throws -> (slices: [Int], inner: [Int]) {
    guard let length = indices.shape.last, 0..<indices.shape.count ~= sharedAxes, length > 0,
      sharedAxes + length <= shape.count, indices.shape[..<sharedAxes] == shape[..<sharedAxes]
    else {
      throw AssayError(
        .malformedData, "ONNX: places that do not fit the numbers", expected: "\(shape)", found: "\(indices.shape)")
    }
    let extents = Array(shape[sharedAxes..<sharedAxes + length])
    let numbers = try resolved(indices, extents)
    let rows = numbers.count / length
    let rowsEach = rows / max(1, shape[..<sharedAxes].reduce(1, *))
    let slices = (0..<rows).map { row in
      extents.indices.reduce(row / max(1, rowsEach)) { $0 * extents[$1] + numbers[row * length + $1] }
    }
    return (slices, Array(shape[(sharedAxes + length)...]))
  }

  /// Writes `data` with `updates` at `places`: in place of what is there, or combined with it.
  fileprivate mutating func put(
    _ node: ONNXNode, _ data: ONNXConstant, _ places: [Int], _ updates: ONNXConstant
  ) throws {
    let reduction = node.attributes["reduction"]?.text ?? "none"
    if reduction == "none", var numbers = try data.extents(in: source) {
      let news = try updates.extents(in: source) ?? []
      guard news.count == places.count else { throw AssayError(.malformedData, "ONNX: floats among integers") }
      for (place, new) in zip(places, news) { numbers[place] = new }
      return write(.constant(ONNXConstant(shape: data.shape, .integers(numbers))), to: node)
    }
    let combinations: [String: (Float, Float) -> Float] = [
      "none": { $1 }, "add": { $0 + $1 }, "mul": { $0 * $1 }, "min": { min($0, $1) }, "max": { max($0, $1) },
    ]
    guard let combine = combinations[reduction], var numbers = try data.floats(in: source),
      let news = try updates.floats(in: source)
    else { throw AssayError(.unsupported, "ONNX: numbers are not combined this way", found: reduction) }
    for (place, new) in zip(places, news) { numbers[place] = combine(numbers[place], new) }
    let result: ONNXConstant.Numbers = data.isIntegral ? .integers(try Self.integers(numbers)) : .floats(numbers)
    write(.constant(ONNXConstant(shape: data.shape, result)), to: node)
  }
}
