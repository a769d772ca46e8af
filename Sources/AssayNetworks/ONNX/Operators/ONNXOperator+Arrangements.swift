import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Operators that put numbers into another order, together, apart, or there several times.
  static let arrangements = [
    ONNXOperator("Transpose") { importer, node in
      let operand = try importer.required(node, 0)
      let shape = operand.shape
      let order = node.attributes["perm"]?.integers ?? (0..<shape.rank).reversed()
      guard order.sorted() == Array(0..<shape.rank) else {
        throw AssayError(.malformedData, "ONNX: this is no order of axes", found: "\(order) of \(shape)")
      }
      if order == Array(0..<shape.rank) { return importer.write(operand, to: node) }
      // Images whose channels come last already lie as images do; other orders are put into that one where it is needed.
      let result = BatchShape(order.map { shape.extents[$0] }, isFlat: order != [0, 3, 1, 2])
      let rearrangement = shape.rearrangement(to: result, strides: order.map { shape.strides[$0] })
      try importer.appendFunction(
        node, of: [(node.inputs[0], operand)], shape: result, form: .linear, folding: .moved,
        kernel: { _ in .rearrangement(rearrangement) }
      ) { $0[0].permuted(order) }
    },
    ONNXOperator("Concat") { importer, node in try importer.readConcat(node) },
    ONNXOperator("Split") { importer, node in
      let operand = try importer.required(node, 0)
      let shape = operand.shape
      let axis = try shape.checkedAxis(node.attributes["axis"]?.integer ?? 0)
      guard let extent = shape.extents[axis].number else {
        throw AssayError(.unsupported, "ONNX: images cannot be divided among themselves", found: "\(shape)")
      }
      let count = node.attributes["num_outputs"]?.integer ?? node.outputs.count
      guard count > 0, count == node.outputs.count else {
        throw AssayError(
          .malformedData, "ONNX: a division into other parts than it gives", expected: "\(node.outputs.count)",
          found: "\(count)")
      }
      let share = (extent + count - 1) / count
      let even = (0..<count).map { min(share, extent - min(extent, $0 * share)) }
      let sizes = try importer.integers(node, 1, or: "split") ?? even
      guard sizes.allSatisfy({ 0...extent ~= $0 }), sizes.reduce(0, +) == extent, sizes.count == node.outputs.count
      else {
        throw AssayError(
          .malformedData, "ONNX: parts that do not make up the whole", expected: "\(extent)", found: "\(sizes)")
      }
      var start = 0
      for (index, size) in sizes.enumerated() {
        let range = start..<start + size
        var extents = shape.extents
        extents[axis] = .fixed(size)
        let result = BatchShape(extents, isFlat: shape.isFlat)
        let rearrangement = shape.rearrangement(to: result, strides: shape.strides, offset: start * shape.strides[axis])
        try importer.appendFunction(
          node, output: index, of: [(node.inputs[0], operand)], shape: result, form: .linear, folding: .moved,
          kernel: { _ in .rearrangement(rearrangement) }
        ) { $0[0].slice(range, axis: axis) }
        start += size
      }
    },
    ONNXOperator("Expand") { importer, node in
      let operand = try importer.required(node, 0)
      guard let target = try importer.extents(node, 1),
        let shape = operand.shape.broadcast(with: importer.target(target, for: operand.shape))
      else { throw AssayError(.malformedData, "ONNX: a shape that the value cannot be repeated to") }
      if shape == operand.shape { return importer.write(operand, to: node) }
      try importer.appendSized(node, operand, shape)
    },
    ONNXOperator("Tile") { importer, node in
      let operand = try importer.required(node, 0)
      guard let given = try importer.extents(node, 1), given.count == operand.shape.rank,
        given.allSatisfy({ 0...(1 << 20) ~= $0.factor })
      else {
        throw AssayError(
          .malformedData, "ONNX: how often a value is repeated is missing", expected: "\(operand.shape.rank) numbers")
      }
      if try importer.readTileForImages(node, operand, given) { return }
      let repeats = try importer.integers(node, 1) ?? []
      let picks = try repeats.indices.filter { repeats[$0] != 1 }.map { axis -> (axis: Int, indices: [Int]) in
        guard let extent = operand.shape.extents[axis].number else { throw importer.mixing(operand.shape) }
        _ = try checked([extent, repeats[axis]])
        return (axis, (0..<repeats[axis]).flatMap { _ in 0..<extent })
      }
      try importer.appendPick(node, operand, picks)
    },
  ]
}

extension ONNXImporter {
  fileprivate mutating func readConcat(_ node: ONNXNode) throws {
    // What is empty adds nothing.
    let all = try inputs(of: node)
    let filled = all.filter { $0.operand.constant?.count != 0 }
    let inputs = filled.isEmpty ? Array(all.prefix(1)) : filled
    if inputs.count == 1 { return write(inputs[0].operand, to: node) }
    guard let axis = inputs.first?.operand.shape.axis(node.attributes["axis"]?.integer ?? 1) else {
      throw AssayError(.malformedData, "ONNX: nothing to put together")
    }
    if let lists = try integerLists(inputs.map(\.operand)) {
      return write(.constant(ONNXConstant(lists.flatMap { $0 })), to: node)
    }
    let shapes = repeatedForImages(inputs.map(\.operand.shape))
    guard let first = shapes.first, shapes.allSatisfy({ $0.rank == first.rank && $0.extents.indices.contains(axis) }),
      first.extents.indices.allSatisfy({ place in
        place == axis || shapes.allSatisfy { $0.extents[place] == first.extents[place] }
      }), !shapes.contains(where: { $0.extents[axis].hasBatch })
    else {
      throw AssayError(
        .malformedData, "ONNX: shapes that cannot be put together",
        found: shapes.map(\.description).joined(separator: ", "))
    }
    var extents = first.extents
    extents[axis] = .fixed(shapes.reduce(0) { $0 + $1.extents[axis].factor })
    let numbers = inputs.compactMap { input -> Int? in
      if case .value(let number, _) = input.operand { return number }
      return nil
    }
    let isFlat = shapes.contains(where: \.isFlat)
    if axis == 1, first.isImage, !isFlat, numbers.count == inputs.count {
      return _ = try append(node, numbers, shape: BatchShape(extents)) { _ in .concatenate }
    }
    let batchAxis = first.rank > 0 ? first.batchAxis : nil
    try appendFunction(
      node, of: inputs, shape: BatchShape(extents, isFlat: isFlat), form: .linear, folding: .moved
    ) { parts in
      .concatenating(Self.repeated(parts, along: batchAxis), axis: axis)
    }
  }

  /// Constants that the file has for one image, repeated for each.
  private static func repeated(_ parts: [Tensor], along batchAxis: Int?) -> [Tensor] {
    guard let batchAxis, let count = parts.map({ $0.shape[batchAxis] }).max() else { return parts }
    return parts.map { part in
      guard part.shape[batchAxis] != count else { return part }
      var dimensions = part.shape.dimensions
      dimensions[batchAxis] = count
      return part.broadcast(to: Shape(dimensions))
    }
  }

  /// The shapes with the images' axis in those of constants too, in a file for one image, whose constants have it.
  fileprivate func repeatedForImages(_ shapes: [BatchShape]) -> [BatchShape] {
    guard fixedBatch == 1, let images = shapes.first(where: { $0.batchAxis != nil }), let axis = images.batchAxis else {
      return shapes
    }
    return shapes.map { shape in
      guard shape.batchAxis == nil, shape.rank == images.rank, shape.extents[axis] == .fixed(1) else { return shape }
      var extents = shape.extents
      extents[axis] = images.extents[axis]
      return BatchShape(extents)
    }
  }

  /// The shape that a value of `shape` is to be repeated to; in a file for one image, with the images where they are.
  fileprivate func target(_ extents: [BatchExtent], for shape: BatchShape) -> BatchShape {
    guard fixedBatch == 1, let axis = shape.batchAxis, !extents.contains(where: \.hasBatch) else {
      return BatchShape(extents)
    }
    var extents = extents
    let place = axis + extents.count - shape.rank
    if extents.indices.contains(place), [1, shape.extents[axis].factor].contains(extents[place].factor) {
      extents[place] = shape.extents[axis]
    }
    return BatchShape(extents)
  }

  /// A constant that is there once for each image; false where no number of repetitions is that of the images.
  fileprivate mutating func readTileForImages(
    _ node: ONNXNode, _ operand: ONNXOperand, _ repeats: [BatchExtent]
  ) throws -> Bool {
    guard let axis = repeats.firstIndex(where: \.hasBatch) else { return false }
    var extents = operand.shape.extents
    guard operand.isConstant, extents[axis] == .fixed(1), repeats[axis] == .batch(),
      repeats.indices.allSatisfy({ $0 == axis || repeats[$0] == .fixed(1) })
    else { throw mixing(operand.shape) }
    extents[axis] = .batch()
    try appendSized(node, operand, BatchShape(extents))
    return true
  }

  /// Repeats a value to a shape that may depend on the number of images, which the network's input tells.
  fileprivate mutating func appendSized(_ node: ONNXNode, _ operand: ONNXOperand, _ shape: BatchShape) throws {
    if shape.batchAxis != nil, case .constant(let constant) = operand {
      let name = try register(constant, as: node.inputs[0], role: .weight)
      try append(node, [0], shape: shape) { parameter in
        let tensor = parameter(name)
        return .function(
          GraphFunction(node.operation) { images in
            let count = images[0].shape[0]
            return shape.examples(of: tensor.broadcast(to: shape.shape(forBatchOf: count)), count: count)
          })
      }
      return
    }
    let old = operand.shape
    try appendFunction(node, of: [(node.inputs[0], operand)], shape: shape, form: .linear, folding: .moved) { parts in
      // The number of images is where the value has it already.
      let count = old.batchAxis.map { parts[0].shape[$0] / max(1, old.extents[$0].factor) } ?? 1
      return parts[0].broadcast(to: shape.shape(forBatchOf: count))
    }
  }

  /// The integers of every operand, if all are constant rows of them.
  fileprivate func integerLists(_ operands: [ONNXOperand]) throws -> [[BatchExtent]]? {
    var lists: [[BatchExtent]] = []
    for operand in operands {
      guard case .constant(let constant) = operand, constant.shape.count <= 1,
        let extents = try constant.extents(in: source)
      else { return nil }
      lists.append(extents)
    }
    return lists
  }
}
