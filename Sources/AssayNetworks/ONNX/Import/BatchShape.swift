import AssayTensor

/// The shape of a value of an ONNX graph: one of its extents is the number of images, or a multiple of it.
struct BatchShape: Equatable, Sendable {
  let extents: [BatchExtent]
  /// Whether one example is kept row-major, though it has the axes of an image, which would lie with the channels last.
  private(set) var isFlat = false

  init(_ extents: [BatchExtent], isFlat: Bool = false) {
    self.extents = extents
    self.isFlat = isFlat && example?.count == 3
  }

  /// Images first, then one example.
  init(example: [Int]) { extents = [.batch()] + example.map { .fixed($0) } }

  var rank: Int { extents.count }

  /// The axis of the images; nil where there is none or several.
  var batchAxis: Int? {
    let axes = extents.indices.filter { extents[$0].hasBatch }
    return axes.count == 1 ? axes[0] : nil
  }

  /// The extents of one example, where images come first; nil elsewhere.
  var example: [Int]? {
    guard extents.first == .batch(), batchAxis == 0 else { return nil }
    return extents.dropFirst().map(\.factor)
  }

  /// The numbers that one example takes; `Int.max` for more than that.
  var countPerExample: Int { Self.product(extents.map(\.factor)) }

  /// How many times the images are run through when the numbers are read in row-major order; nil without images.
  var passes: Int? {
    batchAxis.map { Self.product(extents[..<$0].map(\.factor) + [extents[$0].outer]) }
  }

  /// Whether one example is an image, kept with the channels last.
  var isImage: Bool { example?.count == 3 && !isFlat }

  /// The shape that a plan keeps one example in: C×H×W for images, the numbers in a row for everything else.
  var planShape: Shape {
    if let example, isImage { return Shape(example) }
    return [countPerExample]
  }

  /// The shape of a batch of `count` images.
  func shape(forBatchOf count: Int) -> Shape { Shape(extents.map { $0.number(forBatchOf: count) }) }

  /// The axis that `axis` means, negative ones counted from the end; nil where there is none.
  func axis(_ axis: Int) -> Int? {
    let resolved = axis < 0 ? axis + rank : axis
    return extents.indices.contains(resolved) ? resolved : nil
  }

  /// The product, or `Int.max` where it is larger.
  static func product(_ numbers: [Int]) -> Int {
    if numbers.contains(0) { return 0 }
    return numbers.reduce(1) { product, number in
      let (next, overflow) = product.multipliedReportingOverflow(by: number)
      return overflow || next < 0 ? .max : next
    }
  }
}

extension BatchShape: CustomStringConvertible {
  /// As "N×3×224×224".
  var description: String { extents.map(\.description).joined(separator: "×") }
}

extension BatchShape {
  /// A batch in this shape as plans keep it: example by example, each of ``planShape``.
  func examples(of batch: Tensor, count: Int) -> Tensor {
    let stored = Shape([count] + planShape.dimensions)
    guard let axis = batchAxis, passes != 1 else { return batch.reshaped(to: stored) }
    let order = [axis + 1] + (0...extents.count + 1).filter { $0 != axis + 1 }
    return batch.reshaped(to: Shape(split(at: axis, count))).permuted(order).reshaped(to: stored)
  }

  /// Examples as plans keep them as one batch in this shape.
  func batch(of examples: Tensor) -> Tensor {
    let count = examples.shape[0]
    let result = shape(forBatchOf: count)
    guard let axis = batchAxis, passes != 1 else { return examples.reshaped(to: result) }
    var first = split(at: axis, count)
    first.insert(first.remove(at: axis + 1), at: 0)
    let order = (1...axis + 1).map { $0 } + [0] + Array(axis + 2..<first.count)
    return examples.reshaped(to: Shape(first)).permuted(order).reshaped(to: result)
  }

  /// The extents with the images' axis taken apart: what is outside of the images, the images, and what is inside.
  private func split(at axis: Int, _ count: Int) -> [Int] {
    let extent = extents[axis]
    let parts = [extent.outer, count, extent.factor / max(1, extent.outer)]
    return extents[..<axis].map(\.factor) + parts + extents[(axis + 1)...].map(\.factor)
  }
}
