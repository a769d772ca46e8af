import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Operators that take some of the numbers along axes.
  static let selections = [
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
      for index in starts.indices {
        let axis = try operand.shape.checkedAxis(axes[index])
        guard !picks.contains(where: { $0.axis == axis }) else {
          throw AssayError(.malformedData, "ONNX: a slice of one axis twice", found: "\(axes)")
        }
        guard let extent = operand.shape.extents[axis].number else {
          if starts[index] == 0, steps[index] == 1, ends[index] >= Int(Int32.max) { continue }
          throw importer.mixing(operand.shape)
        }
        picks.append((axis, try Self.indices(starts[index], ends[index], steps[index], of: extent)))
      }
      try importer.appendPick(node, operand, picks)
    },
    ONNXOperator("Gather") { importer, node in
      let operand = try importer.required(node, 0)
      let axis = try operand.shape.checkedAxis(node.attributes["axis"]?.integer ?? 0)
      guard let indices = try importer.integers(node, 1), let places = try importer.constant(node, 1)?.shape else {
        throw AssayError(.malformedData, "ONNX: the places to take are missing")
      }
      guard let extent = operand.shape.extents[axis].number else {
        return try importer.readPlacesOfOneImage(node, operand, indices, shape: places)
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
    ONNXOperator("Compress") { importer, node in
      let operand = try importer.required(node, 0)
      guard let kept = try importer.integers(node, 1) else {
        throw AssayError(.malformedData, "ONNX: what is kept is missing")
      }
      let indices = kept.indices.filter { kept[$0] != 0 }
      guard let setting = node.attributes["axis"]?.integer else { return try importer.readFlat(node, operand, indices) }
      let axis = try operand.shape.checkedAxis(setting)
      guard let extent = operand.shape.extents[axis].number else { throw importer.mixing(operand.shape) }
      guard indices.allSatisfy({ $0 < extent }) else {
        throw AssayError(.malformedData, "ONNX: places that do not exist", expected: "\(extent)", found: "\(indices)")
      }
      try importer.appendPick(node, operand, [(axis, indices)])
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
  /// Takes numbers of a constant by their places in row-major order.
  fileprivate mutating func readFlat(_ node: ONNXNode, _ operand: ONNXOperand, _ places: [Int]) throws {
    guard let constant = operand.constant else { throw mixing(operand.shape) }
    guard places.allSatisfy({ $0 < constant.count }) else {
      throw AssayError(
        .malformedData, "ONNX: places that do not exist", expected: "\(constant.count)", found: "\(places)")
    }
    write(.constant(try constant.picking(places, shape: [places.count], in: source)), to: node)
  }

  /// Takes numbers of one image by their places in a row, in a file for one image: the same of every image.
  ///
  /// PyTorch's newer exporter writes a tensor's strides so.
  fileprivate mutating func readPlacesOfOneImage(
    _ node: ONNXNode, _ operand: ONNXOperand, _ indices: [Int], shape places: [Int]
  ) throws {
    let row = operand.shape
    guard fixedBatch == 1, row.rank == 1, row.passes == 1, let first = places.first else { throw mixing(row) }
    let count = row.countPerExample
    let resolved = indices.map { $0 < 0 ? $0 + count : $0 }
    guard resolved.allSatisfy({ 0..<count ~= $0 }), !resolved.isEmpty else {
      throw AssayError(
        .malformedData, "ONNX: places that do not exist", expected: "0 to \(count - 1)", found: "\(indices)")
    }
    let shape = BatchShape([.batch(first)] + places.dropFirst().map { .fixed($0) }, isFlat: true)
    try appendPlaces(node, operand, resolved, shape: shape)
  }

  /// Takes numbers of each image by their places in a row.
  mutating func appendPlaces(
    _ node: ONNXNode, _ operand: ONNXOperand, _ places: [Int], shape: BatchShape
  ) throws {
    let count = operand.shape.countPerExample
    if places == Array(0..<count) { return try appendReshape(node, operand, to: shape) }
    try appendFunction(node, of: [(node.inputs[0], operand)], shape: shape, form: .linear) { parts in
      let images = parts[0].count / count
      let taken = parts[0].reshaped(to: [images, count]).picking(places, axis: 1)
      return taken.reshaped(to: shape.shape(forBatchOf: images))
    }
  }

  /// Takes places along axes; `shape` is the result's where that is not the value's with as many along those axes.
  mutating func appendPick(
    _ node: ONNXNode, _ operand: ONNXOperand, _ picks: [(axis: Int, indices: [Int])], shape: BatchShape? = nil
  ) throws {
    var extents = operand.shape.extents
    for pick in picks { extents[pick.axis] = .fixed(pick.indices.count) }
    let result = shape ?? BatchShape(extents, isFlat: operand.shape.isFlat)
    if case .constant(let constant) = operand, constant.shape.count <= 1,
      let extents = try constant.extents(in: source)
    {
      var row = extents
      for pick in picks { row = pick.indices.map { row[$0] } }
      write(.constant(ONNXConstant(shape: result.extents.map(\.factor), .integers(row))), to: node)
      return
    }
    let taken = picks
    let rearrangement = operand.shape.picking(picks, to: result)
    try appendFunction(
      node, of: [(node.inputs[0], operand)], shape: result, form: .linear, folding: .moved,
      kernel: { _ in rearrangement.map { .rearrangement($0) } }
    ) { parts in
      taken.reduce(parts[0]) { $0.picking($1.indices, axis: $1.axis) }
    }
  }

  /// What is said where images would be taken out of their batch, or put together along it.
  func mixing(_ shape: BatchShape) -> AssayError {
    AssayError(
      .unsupported, "ONNX: the images of a batch may not see each other, nor be taken out of it",
      expected: "another axis than that of the images, N", found: "\(shape)",
      advice: "Export the network without arithmetic across its batch")
  }
}

extension BatchShape {
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
    guard let first = indices.first else { return slice(0..<0, axis: axis) }
    if indices.enumerated().allSatisfy({ $1 == first + $0 }) { return slice(first..<first + indices.count, axis: axis) }
    return resampled(by: .picking(indices, from: shape[axis]), axis: axis)
  }
}
