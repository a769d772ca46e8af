import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Operators that show the same numbers in another shape.
  static let reshapings = [
    ONNXOperator("Flatten") { importer, node in
      let operand = try importer.required(node, 0)
      let (shape, setting) = (operand.shape, node.attributes["axis"]?.integer ?? 1)
      // The axis may be the one behind the last.
      let axis = setting < 0 ? setting + shape.rank : setting
      guard 0...shape.rank ~= axis else {
        throw AssayError(
          .malformedData, "ONNX: an axis that does not exist", expected: "\(shape.rank) axes", found: "\(setting)")
      }
      let sides = [shape.extents[..<axis], shape.extents[axis...]].map { extents in
        BatchExtent(factor: BatchShape.product(extents.map(\.factor)), hasBatch: extents.contains(where: \.hasBatch))
      }
      try importer.appendReshape(node, operand, to: importer.resolved(sides, of: shape, zerosCopy: false))
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
  ]
}

extension ONNXImporter {
  /// The shape that a target with 0 (as before) and −1 (what is left) means.
  ///
  /// Whatever the target says, the images stay where they are in row-major order: that decides which axis is theirs.
  func resolved(_ target: [BatchExtent], of shape: BatchShape, zerosCopy: Bool) throws -> BatchShape {
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

  private func mismatch(_ shape: BatchShape, _ extents: [BatchExtent]) -> AssayError {
    AssayError(
      .malformedData, "ONNX: a shape that the numbers do not fill", expected: "the numbers of \(shape)",
      found: "\(BatchShape(extents))")
  }

  /// Says the same numbers in another shape: nothing to compute for constants, a flattening, or a function.
  mutating func appendReshape(_ node: ONNXNode, _ operand: ONNXOperand, to shape: BatchShape) throws {
    switch operand {
    case .constant(let constant):
      guard shape.batchAxis == nil else { throw mismatch(operand.shape, shape.extents) }
      write(.constant(ONNXConstant(shape: shape.extents.map(\.factor), constant.numbers)), to: node)
    case .value(_, let old) where old == shape: write(operand, to: node)
    case .value(let number, let old):
      if old.passes == 1, shape.passes == 1, old.planShape == shape.planShape {
        // Nothing is elsewhere: the same numbers are seen in another shape.
        write(.value(number: number, shape: shape), to: node)
      } else if old.isImage, shape.example?.count == 1 {
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
}
