import AssayBase

/// Integers for each image of a batch whose size is open: the same for every image, but for a step from one to the next.
///
/// PyTorch's newer exporter writes so where numbers of a batch are in memory: a range up to the number of images, times
/// the numbers of one, plus places within one.
struct ONNXImagePlaces: Equatable, Sendable {
  /// The extents behind the first axis, which is that of the images.
  let example: [Int]
  /// The integers of the first image, row by row.
  let numbers: [Int]
  /// How much larger those of the next image are.
  let step: Int

  /// The sum with a constant that has no axis of images; nil where they do not fit, or get too large.
  func adding(_ constant: (shape: [Int], numbers: [Int]), limit: Int) -> ONNXImagePlaces? {
    let axes = constant.shape.suffix(example.count)
    guard constant.shape.count <= example.count || constant.shape == [1] + axes,
      let common = BatchShape(fixed: example).broadcast(with: BatchShape(fixed: Array(axes)))?.extents.map(\.factor),
      BatchShape.product(common) <= limit
    else { return nil }
    let places = [example, Array(axes)].map { ONNXBroadcast.places($0, in: common) }
    var sums: [Int] = []
    for (a, b) in zip(places[0], places[1]) {
      let (sum, overflow) = numbers[a].addingReportingOverflow(constant.numbers[b])
      if overflow { return nil }
      sums.append(sum)
    }
    return ONNXImagePlaces(example: common, numbers: sums, step: step)
  }

  /// The product with a number; nil where it gets too large.
  func times(_ factor: Int) -> ONNXImagePlaces? {
    let products = (numbers + [step]).map { $0.multipliedReportingOverflow(by: factor) }
    guard !products.contains(where: \.overflow), let step = products.last?.partialValue else { return nil }
    return ONNXImagePlaces(example: example, numbers: products.dropLast().map(\.partialValue), step: step)
  }
}

extension ONNXImporter {
  /// Reads `node` where it computes places of images, or takes the numbers there; false where no input is such.
  mutating func readPlaces(_ node: ONNXNode) throws -> Bool {
    if node.operation == "Range" { return try readRangeOfImages(node) }
    guard let name = node.inputs.first(where: { places[$0] != nil }), let known = places[name] else { return false }
    switch (node.operation, node.inputs.firstIndex(of: name)) {
    case ("Unsqueeze", 0):
      guard let axes = try integers(node, 1, or: "axes"), axes.sorted() == Array(1..<1 + axes.count) else {
        throw otherwise(node)
      }
      let ones = [Int](repeating: 1, count: axes.count)
      write(ONNXImagePlaces(example: ones + known.example, numbers: known.numbers, step: known.step), to: node)
    case ("Add", let index?) where node.inputs.count == 2:
      guard let constant = try constant(node, 1 - index), let numbers = try integers(node, 1 - index),
        let sum = known.adding((constant.shape, numbers), limit: max(Self.mostPlaces, numbers.count))
      else { throw otherwise(node) }
      write(sum, to: node)
    case ("Mul", let index?) where node.inputs.count == 2:
      guard try constant(node, 1 - index)?.shape.isEmpty ?? false, let factor = try integers(node, 1 - index)?.first,
        let product = known.times(factor)
      else { throw otherwise(node) }
      write(product, to: node)
    case ("Gather", 1): try readGather(node, at: known)
    default: throw otherwise(node)
    }
    return true
  }

  /// The most places that are made of fewer.
  private static let mostPlaces = 1 << 20

  private mutating func write(_ result: ONNXImagePlaces, to node: ONNXNode) {
    if let name = node.outputs.first, !name.isEmpty { places[name] = result }
  }

  /// The integers from 0 up to the number of images.
  private mutating func readRangeOfImages(_ node: ONNXNode) throws -> Bool {
    let bounds = try (0..<3).map { try operand(node, $0)?.constant?.extents(in: source)?.first }
    guard bounds == [.fixed(0), .batch(), .fixed(1)] else { return false }
    write(ONNXImagePlaces(example: [], numbers: [0], step: 1), to: node)
    return true
  }

  /// Takes numbers of each image from all images in a row, where none are those of another image.
  private mutating func readGather(_ node: ONNXNode, at known: ONNXImagePlaces) throws {
    try compute(viewCalled: node.inputs[0])
    let operand = try required(node, 0)
    let count = operand.shape.countPerExample
    guard operand.shape.rank == 1, operand.shape.passes == 1, known.step == count,
      known.numbers.allSatisfy({ 0..<count ~= $0 })
    else { throw mixing(operand.shape) }
    let shape = BatchShape([.batch()] + known.example.map { .fixed($0) }, isFlat: true)
    try appendPlaces(node, operand, known.numbers, shape: shape)
  }

  private func otherwise(_ node: ONNXNode) -> AssayError {
    AssayError(
      .unsupported, "ONNX: integers for each image of an open number are read as places of its numbers only",
      found: node.inputs.joined(separator: ", "), advice: "Export for one image, without dynamic_shapes")
  }
}
