import AssayBase
import AssayTensor

/// Where the images of a batch are in the values of a file for one image, whose shapes do not say it.
///
/// A step keeps its value example by example. The axis that a ``BatchShape`` gives the images only says how the examples
/// of a batch are laid side by side for one operator: with one image, every axis gives the file's own value. So where a
/// node cannot be read with the images along one axis, it is read with them along another. That cannot be read wrongly:
/// an operator computes each example from that example alone, or is refused, and of one example it computes what
/// the file does.
extension ONNXImporter {
  /// The most arrangements of a node's inputs that are tried.
  private static let mostArrangements = 64

  /// Reads `node`; in a file for one image with the images along other axes, where it cannot be read as it stands.
  mutating func readAlongSomeAxis(_ node: ONNXNode, _ body: (inout ONNXImporter) throws -> Void) throws {
    let count = steps.count
    let mayTryAgain = fixedBatch == 1 && !node.outputs.contains(where: isKnown)
    do { return try body(&self) } catch let refusal as AssayError {
      guard mayTryAgain else { throw refusal }
      abandon(node.outputs, stepsFrom: count)
      for arrangement in try arrangements(of: node) {
        let count = steps.count
        do {
          return try seeing(arrangement) { try body(&$0) }
        } catch is AssayError { abandon(node.outputs, stepsFrom: count) }
      }
      throw refusal
    }
  }

  /// Sees the value called `name` with its images outermost, in a file for one image.
  mutating func putImagesFirst(_ name: String) {
    guard fixedBatch == 1, case .value(let number, let shape)? = operands[name], shape.example == nil, shape.rank > 0
    else { return }
    operands[name] = .value(number: number, shape: shape.withImages(along: 0))
  }

  /// The inputs that depend on the images, seen with these along other axes: few changes before many.
  private mutating func arrangements(of node: ONNXNode) throws -> [[String: ONNXOperand]] {
    var all: [[String: ONNXOperand]] = [[:]]
    for name in Set(node.inputs).sorted() where !name.isEmpty && all.count <= Self.mostArrangements {
      try compute(viewCalled: name)
      guard case .value(let number, let shape)? = operands[name] else { continue }
      // Axes of one element first: one of them is likely that of the images.
      let axes = shape.extents.indices.sorted { (shape.extents[$0].factor, $0) < (shape.extents[$1].factor, $1) }
      let others = axes.map { shape.withImages(along: $0) }.filter { $0.extents != shape.extents }
      let row = shape.isImage && !others.isEmpty ? try appendRow(node, number, shape) : number
      all += all.flatMap { arrangement in
        others.map { arrangement.merging([name: .value(number: row, shape: $0)]) { $1 } }
      }
    }
    let ranked = all.enumerated().sorted { ($0.element.count, $0.offset) < ($1.element.count, $1.offset) }
    return ranked.dropFirst().prefix(Self.mostArrangements).map(\.element)
  }

  /// Puts the numbers of images, which lie with the channels last, in a row.
  private mutating func appendRow(_ node: ONNXNode, _ number: Int, _ shape: BatchShape) throws -> Int {
    let (rows, count) = (shape.rowMajor, shape.countPerExample)
    let row = try appendStep(named: node.layerName + ".row", [number], shape: [count]) { _ in
      .function(
        GraphFunction("row", form: .linear, kernel: .rearrangement(rows)) { values in
          values[0].reshaped(to: [values[0].shape[0], count])
        })
    }
    abandon([], stepsFrom: row - 1)
    return row
  }

  /// Reads with values standing for inputs, whatever these are seen through.
  private mutating func seeing(
    _ meanings: [String: ONNXOperand], _ body: (inout ONNXImporter) throws -> Void
  ) throws {
    let hidden = views.filter { meanings[$0.key] != nil }
    for name in hidden.keys { views[name] = nil }
    defer { views.merge(hidden) { $1 } }
    try reading(meanings, body)
  }
}

extension BatchShape {
  /// The shape of the same numbers with the images along `axis`, outside of what one of them has along it.
  fileprivate func withImages(along axis: Int) -> BatchShape {
    var extents = extents.map { BatchExtent.fixed($0.factor) }
    extents[axis] = .batch(extents[axis].factor)
    return BatchShape(extents, isFlat: true)
  }
}
