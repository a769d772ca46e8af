import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Operators that put numbers into another order or shape.
  static let shapings = [
    ONNXOperator("Flatten") { importer, node in
      let operand = try importer.required(node, 0)
      guard operand.shape.axis(node.attributes["axis"]?.integer ?? 1) == 1, let example = operand.shape.example else {
        throw AssayError(.unsupported, "ONNX: images are flattened from axis 1 on", found: "\(operand.shape)")
      }
      try importer.appendReshape(node, operand, to: BatchShape(example: [example.reduce(1, *)]))
    },
    ONNXOperator("Reshape") { importer, node in
      let operand = try importer.required(node, 0)
      guard let target = try importer.extents(node, 1) else {
        throw AssayError(.malformedData, "ONNX: a shape is missing")
      }
      let keepsZeros = node.attributes["allowzero"]?.integer ?? 0 != 0
      let shape = try importer.resolved(target, of: operand.shape, zerosCopy: !keepsZeros)
      try importer.appendReshape(node, operand, to: shape)
    },
    ONNXOperator("Squeeze") { importer, node in
      let operand = try importer.required(node, 0)
      let shape = operand.shape
      let axes = try importer.integers(node, 1, or: "axes").map { try $0.map { try shape.checkedAxis($0) } }
      let dropped = axes ?? shape.extents.indices.filter { shape.extents[$0] == .fixed(1) }
      guard dropped.allSatisfy({ shape.extents[$0] == .fixed(1) }) else {
        throw AssayError(.malformedData, "ONNX: only extents of 1 can be dropped", found: "\(shape), axes \(dropped)")
      }
      let kept = shape.extents.indices.filter { !dropped.contains($0) }.map { shape.extents[$0] }
      try importer.appendReshape(node, operand, to: BatchShape(kept))
    },
    ONNXOperator("Unsqueeze") { importer, node in
      let operand = try importer.required(node, 0)
      guard let axes = try importer.integers(node, 1, or: "axes") else {
        throw AssayError(.malformedData, "ONNX: axes are missing")
      }
      let rank = operand.shape.rank + axes.count
      let places = Set(axes.map { $0 < 0 ? $0 + rank : $0 })
      guard places.count == axes.count, places.allSatisfy({ 0..<rank ~= $0 }) else {
        throw AssayError(.malformedData, "ONNX: axes that do not exist", found: "\(axes)")
      }
      var rest = operand.shape.extents[...]
      let extents = (0..<rank).map { places.contains($0) ? BatchExtent.fixed(1) : rest.removeFirst() }
      try importer.appendReshape(node, operand, to: BatchShape(extents))
    },
    ONNXOperator("Transpose") { importer, node in
      let operand = try importer.required(node, 0)
      if node.inputs.first == importer.channelsLast { return importer.write(operand, to: node) }
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
        node, of: [(node.inputs[0], operand)], shape: result, form: .linear,
        kernel: { _ in .rearrangement(rearrangement) }
      ) { $0[0].permuted(order) }
    },
    ONNXOperator("Concat") { importer, node in
      let inputs = try importer.inputs(of: node)
      if inputs.count == 1 { return importer.write(inputs[0].operand, to: node) }
      guard let axis = inputs.first?.operand.shape.axis(node.attributes["axis"]?.integer ?? 1) else {
        throw AssayError(.malformedData, "ONNX: nothing to put together")
      }
      if let lists = try importer.integerLists(inputs.map(\.operand)) {
        return importer.write(.constant(ONNXConstant(lists.flatMap { $0 })), to: node)
      }
      let shapes = importer.repeatedForImages(inputs.map(\.operand.shape))
      let isFlat = shapes.contains(where: \.isFlat)
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
      if axis == 1, first.isImage, !isFlat, numbers.count == inputs.count {
        try importer.append(node, numbers, shape: BatchShape(extents)) { _ in .concatenate }
      } else {
        let (batchAxis, rank) = (first.batchAxis, first.rank)
        try importer.appendFunction(
          node, of: inputs, shape: BatchShape(extents, isFlat: isFlat), form: .linear
        ) { parts in
          // A constant that the file has for one image is repeated for each.
          let count = batchAxis.map { batch in parts.map { $0.shape[batch] }.max() ?? 1 }
          let whole = parts.map { part in
            guard let batchAxis, let count, rank > 0, part.shape[batchAxis] != count else { return part }
            var dimensions = part.shape.dimensions
            dimensions[batchAxis] = count
            return part.broadcast(to: Shape(dimensions))
          }
          return .concatenating(whole, axis: axis)
        }
      }
    },
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
          node, output: index, of: [(node.inputs[0], operand)], shape: result, form: .linear,
          kernel: { _ in .rearrangement(rearrangement) }
        ) { $0[0].slice(range, axis: axis) }
        start += size
      }
    },
    ONNXOperator("Slice") { importer, node in
      let operand = try importer.required(node, 0)
      guard let starts = try importer.integers(node, 1, or: "starts"),
        let ends = try importer.integers(node, 2, or: "ends"), starts.count == ends.count
      else { throw AssayError(.malformedData, "ONNX: a slice without ends") }
      let axes = try importer.integers(node, 3, or: "axes") ?? Array(starts.indices)
      let steps = try importer.integers(node, 4) ?? [Int](repeating: 1, count: starts.count)
      guard axes.count == starts.count, steps.count == starts.count else {
        throw AssayError(.malformedData, "ONNX: a slice whose axes do not fit its ends")
      }
      var picks: [(axis: Int, indices: [Int])] = []
      var extents = operand.shape.extents
      for index in starts.indices {
        let axis = try operand.shape.checkedAxis(axes[index])
        guard !picks.contains(where: { $0.axis == axis }) else {
          throw AssayError(.malformedData, "ONNX: a slice of one axis twice", found: "\(axes)")
        }
        guard let extent = extents[axis].number else {
          if starts[index] == 0, steps[index] == 1, ends[index] >= Int(Int32.max) { continue }
          throw AssayError(.unsupported, "ONNX: images cannot be taken out of their batch", found: "\(operand.shape)")
        }
        let indices = try Self.indices(starts[index], ends[index], steps[index], of: extent)
        extents[axis] = .fixed(indices.count)
        picks.append((axis, indices))
      }
      try importer.appendPick(node, operand, picks, shape: BatchShape(extents, isFlat: operand.shape.isFlat))
    },
    ONNXOperator("Gather") { importer, node in
      let operand = try importer.required(node, 0)
      let axis = try operand.shape.checkedAxis(node.attributes["axis"]?.integer ?? 0)
      guard let indices = try importer.integers(node, 1), let places = try importer.constant(node, 1)?.shape else {
        throw AssayError(.malformedData, "ONNX: the places to take are missing")
      }
      guard let extent = operand.shape.extents[axis].number else {
        throw AssayError(.unsupported, "ONNX: images cannot be taken out of their batch", found: "\(operand.shape)")
      }
      let resolved = indices.map { $0 < 0 ? $0 + extent : $0 }
      guard resolved.allSatisfy({ 0..<extent ~= $0 }) else {
        throw AssayError(
          .malformedData, "ONNX: places that do not exist", expected: "0 to \(extent - 1)", found: "\(indices)")
      }
      var extents = operand.shape.extents
      extents.replaceSubrange(axis...axis, with: places.map { .fixed($0) })
      try importer.appendPick(node, operand, [(axis, resolved)], shape: BatchShape(extents, isFlat: true))
    },
    ONNXOperator("Expand") { importer, node in
      let operand = try importer.required(node, 0)
      guard let target = try importer.extents(node, 1), let shape = operand.shape.broadcast(with: BatchShape(target))
      else { throw AssayError(.malformedData, "ONNX: a shape that the value cannot be repeated to") }
      if shape == operand.shape { return importer.write(operand, to: node) }
      try importer.appendSized(node, operand, shape)
    },
    ONNXOperator("Pad") { importer, node in
      let (number, images) = try importer.images(node, 0)
      guard let pads = try importer.integers(node, 1, or: "pads") else {
        throw AssayError(.malformedData, "ONNX: margins are missing", expected: "pads")
      }
      let value = try importer.floats(node, 2)?.first ?? node.attributes["value"]?.float ?? 0
      guard try importer.operand(node, 3) == nil, pads.count == 8,
        [pads[0], pads[1], pads[4], pads[5]] == [0, 0, 0, 0],
        pads.allSatisfy({ 0...(1 << 20) ~= $0 }), value.isFinite
      else {
        throw AssayError(.unsupported, "ONNX: margins are read around the pixels of images", found: "\(pads)")
      }
      let margins = Margins(top: pads[2], bottom: pads[6], left: pads[3], right: pads[7])
      let fills: [String: PaddingFill] = ["constant": .constant(value), "reflect": .reflected, "edge": .replicated]
      let mode = node.attributes["mode"]?.text ?? "constant"
      guard let fill = fills[mode],
        mode != "reflect"
          || max(margins.top, margins.bottom) < images[1] && max(margins.left, margins.right) < images[2]
      else { throw AssayError(.unsupported, "ONNX: margins of this kind are not read", found: mode) }
      let shape = BatchShape(example: margins.around(images).dimensions)
      try importer.append(node, [number], shape: shape) { _ in
        .function(GraphFunction("pad", form: .linear) { $0[0].padded(margins, with: fill) })
      }
    },
  ]

  /// The places that a slice names, as NumPy reads them.
  private static func indices(_ start: Int, _ end: Int, _ step: Int, of extent: Int) throws -> [Int] {
    guard step != 0 else { throw AssayError(.malformedData, "ONNX: a slice that does not move") }
    func resolved(_ bound: Int) -> Int { bound < 0 ? bound + extent : bound }
    if step > 0 {
      let (first, last) = (min(max(resolved(start), 0), extent), min(max(resolved(end), 0), extent))
      return first < last ? Array(stride(from: first, to: last, by: min(step, extent))) : []
    }
    let first = min(resolved(start), extent - 1)
    let last = end < -extent ? -1 : max(resolved(end), -1)
    return first > last ? Array(stride(from: first, to: last, by: max(step, -extent))) : []
  }
}

extension ONNXImporter {
  /// The shape that a target with 0 (as before) and −1 (what is left) means.
  ///
  /// Whatever the target says, the images stay where they are in row-major order: that decides which axis is theirs.
  fileprivate func resolved(_ target: [BatchExtent], of shape: BatchShape, zerosCopy: Bool) throws -> BatchShape {
    var extents = target.map(\.plain)
    for index in extents.indices where extents[index] == .fixed(0) && zerosCopy {
      guard index < shape.rank else {
        throw AssayError(.malformedData, "ONNX: a shape that copies an axis that is not there")
      }
      extents[index] = shape.extents[index].plain
    }
    let holes = extents.indices.filter { extents[$0] == .fixed(-1) }
    guard holes.count <= 1, extents.filter(\.hasBatch).count <= 1,
      extents.allSatisfy({ $0.factor >= 0 || $0 == .fixed(-1) })
    else { throw AssayError(.malformedData, "ONNX: a shape that no tensor has", found: "\(BatchShape(extents))") }
    // A file for one number of images writes that number into its shapes; it is taken for any.
    let needsAxis = shape.passes != nil && !extents.contains(where: \.hasBatch)
    let images = needsAxis ? fixedBatch ?? 1 : 1
    if let hole = holes.first {
      let rest = BatchShape.product(extents.indices.filter { $0 != hole }.map { extents[$0].factor })
      let (count, overflow) = shape.countPerExample.multipliedReportingOverflow(by: images)
      guard !overflow, rest > 0, count % rest == 0 else { throw mismatch(shape, extents) }
      extents[hole] = BatchExtent(factor: count / rest, hasBatch: needsAxis && fixedBatch == nil)
    }
    guard let passes = shape.passes else {
      guard BatchShape(extents).countPerExample == shape.countPerExample, !extents.contains(where: \.hasBatch) else {
        throw mismatch(shape, extents)
      }
      return BatchShape(extents)
    }
    let candidates = extents.indices.compactMap { axis -> BatchShape? in
      let before = BatchShape.product(extents[..<axis].map(\.factor))
      let isGiven = extents[axis].hasBatch
      guard isGiven || !extents.contains(where: \.hasBatch) && fixedBatch != nil, before > 0, passes % before == 0
      else {
        return nil
      }
      let outer = passes / before
      let (inner, rest) = extents[axis].factor.quotientAndRemainder(dividingBy: isGiven ? 1 : images)
      guard rest == 0, inner > 0, inner % outer == 0 else { return nil }
      var result = extents
      result[axis] = .batch(inner, outer: outer)
      return BatchShape(result)
    }
    let fitting = candidates.filter { $0.countPerExample == shape.countPerExample }
    guard let result = fitting.first(where: { $0.extents.contains { $0.hasBatch && $0.outer == 1 } }) ?? fitting.first
    else { throw mismatch(shape, extents) }
    return result
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

  private func mismatch(_ shape: BatchShape, _ extents: [BatchExtent]) -> AssayError {
    AssayError(
      .malformedData, "ONNX: a shape that the numbers do not fill", expected: "the numbers of \(shape)",
      found: "\(BatchShape(extents))")
  }

  /// Says the same numbers in another shape: nothing to compute for constants, a flattening, or a function.
  fileprivate mutating func appendReshape(_ node: ONNXNode, _ operand: ONNXOperand, to shape: BatchShape) throws {
    switch operand {
    case .constant(let constant):
      guard shape.batchAxis == nil else { throw mismatch(operand.shape, shape.extents) }
      write(.constant(ONNXConstant(shape: shape.extents.map(\.factor), constant.numbers)), to: node)
    case .value(_, let old) where old == shape: write(operand, to: node)
    case .value(let number, let old):
      if old.isImage, shape.example?.count == 1 {
        try append(node, [number], shape: shape) { _ in .flatten }
      } else {
        // The numbers stay as they are; what follows sees them in the new shape.
        let result = BatchShape(shape.extents, isFlat: true)
        try appendFunction(
          node, of: [(node.inputs[0], operand)], shape: result, form: .linear,
          kernel: { _ in .rearrangement(old.rowMajor) }
        ) { $0[0] }
      }
    }
  }

  /// Takes places along axes, and drops axes where the shape has fewer.
  fileprivate mutating func appendPick(
    _ node: ONNXNode, _ operand: ONNXOperand, _ picks: [(axis: Int, indices: [Int])], shape: BatchShape
  ) throws {
    if case .constant(let constant) = operand, constant.shape.count <= 1,
      let extents = try constant.extents(in: source)
    {
      var row = extents
      for pick in picks { row = pick.indices.map { row[$0] } }
      write(.constant(ONNXConstant(shape: shape.extents.map(\.factor), .integers(row))), to: node)
      return
    }
    let taken = picks
    let rearrangement = operand.shape.picking(picks, to: shape)
    try appendFunction(
      node, of: [(node.inputs[0], operand)], shape: shape, form: .linear,
      kernel: { _ in rearrangement.map { .rearrangement($0) } }
    ) { parts in
      taken.reduce(parts[0]) { $0.picking($1.indices, axis: $1.axis) }
    }
  }

  /// Repeats a value to a shape that may depend on the number of images, which the network's input tells.
  fileprivate mutating func appendSized(_ node: ONNXNode, _ operand: ONNXOperand, _ shape: BatchShape) throws {
    if shape.batchAxis != nil, case .constant(let constant) = operand {
      let name = node.inputs[0]
      try register(constant, as: name, role: .weight)
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
    try appendFunction(node, of: [(node.inputs[0], operand)], shape: shape, form: .linear) { parts in
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

extension BatchShape {
  /// The axis that `axis` means.
  ///
  /// - Throws: `AssayError(.malformedData)` where there is none.
  func checkedAxis(_ axis: Int) throws -> Int {
    guard let resolved = self.axis(axis) else {
      throw AssayError(.malformedData, "ONNX: an axis that does not exist", expected: "\(rank) axes", found: "\(axis)")
    }
    return resolved
  }

  /// What takes places along axes that are evenly apart; nil where they are not, or axes are dropped of an image.
  fileprivate func picking(_ picks: [(axis: Int, indices: [Int])], to result: BatchShape) -> Rearrangement? {
    var (taken, steps, offset) = (extents, strides, 0)
    for pick in picks {
      let gaps = Set(zip(pick.indices.dropFirst(), pick.indices).map { $0 - $1 })
      guard let first = pick.indices.first, gaps.count <= 1, (gaps.first ?? 1) > 0 else { return nil }
      offset += first * strides[pick.axis]
      steps[pick.axis] *= gaps.first ?? 1
      taken[pick.axis] = .fixed(pick.indices.count)
    }
    if result.isImage { return rank == result.rank ? rearrangement(to: result, strides: steps, offset: offset) : nil }
    return BatchShape(taken, isFlat: true).rearrangement(strides: steps, offset: offset, of: countPerExample)
  }
}

extension Tensor {
  /// The given places along an axis, in their order.
  func picking(_ indices: [Int], axis: Int) -> Tensor {
    var (runs, start) = ([Range<Int>](), 0)
    while start < indices.count {
      var end = start + 1
      while end < indices.count, indices[end] == indices[end - 1] + 1 { end += 1 }
      runs.append(indices[start]..<indices[end - 1] + 1)
      start = end
    }
    guard !runs.isEmpty else { return slice(0..<0, axis: axis) }
    return runs.count == 1 ? slice(runs[0], axis: axis) : .concatenating(runs.map { slice($0, axis: axis) }, axis: axis)
  }
}
