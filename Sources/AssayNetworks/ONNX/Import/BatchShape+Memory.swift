import AssayTensor

/// Where the numbers of an example are in memory, as plans keep it: images with the channels last, all else row-major.
extension BatchShape {
  /// How far apart numbers of one example are along each axis.
  var strides: [Int] {
    if let example, isImage { return [0, 1, example[2] * example[0], example[0]] }
    var (strides, stride) = ([Int](), 1)
    for extent in extents.reversed() {
      strides.append(stride)
      stride *= extent.factor
    }
    return strides.reversed()
  }

  /// How many numbers lie together along the last axis; nil for images, whose channels do, and where images are merged in.
  var columns: Int? {
    guard !isImage, let last = extents.last, !last.hasBatch else { return nil }
    return last.factor
  }

  /// What takes numbers of a value of this shape at `strides` along the axes of `result`, in the order of its memory.
  func rearrangement(to result: BatchShape, strides: [Int], offset: Int = 0) -> Rearrangement {
    // The batch's axis comes first, of extent 1: it has no stride.
    let order = result.isImage ? [0, 2, 3, 1] : Array(result.extents.indices)
    return Rearrangement(
      extents: order.map { result.extents[$0].factor }, strides: order.map { strides[$0] }, offset: offset,
      sourceCount: countPerExample)
  }

  /// What takes numbers of a value of `count`, at `strides` along these axes, in row-major order.
  func rearrangement(strides: [Int], offset: Int, of count: Int) -> Rearrangement {
    Rearrangement(extents: extents.map(\.factor), strides: strides, offset: offset, sourceCount: count)
  }

  /// What puts a value of this shape into row-major order, which is that of any other shape of as many numbers.
  var rowMajor: Rearrangement {
    Rearrangement(extents: extents.map(\.factor), strides: strides, sourceCount: countPerExample)
  }
}

extension ONNXImporter {
  /// The value as images with the channels last; a step puts it into that order once, where it lies otherwise.
  mutating func asImages(
    _ node: ONNXNode, _ number: Int, _ shape: BatchShape
  ) throws -> (number: Int, shape: BatchShape) {
    guard shape.isFlat else { return (number, shape) }
    let result = BatchShape(shape.extents)
    if let made = imagesMade[number] { return (made, result) }
    let rearrangement = shape.rearrangement(to: result, strides: shape.strides)
    let made = try appendStep(named: node.layerName + ".images", [number], shape: result.planShape) { _ in
      .function(
        GraphFunction("images", form: .linear, kernel: .rearrangement(rearrangement)) { values in
          result.examples(of: shape.batch(of: values[0]), count: values[0].shape[0])
        })
    }
    imagesMade[number] = made
    return (made, result)
  }
}
