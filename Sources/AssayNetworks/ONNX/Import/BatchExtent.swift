import AssayTensor

/// An extent of a tensor, or a number made of extents, while the number of images is not known: a number, or that many
/// times the number of images.
struct BatchExtent: Equatable, Sendable {
  /// The number, or the factor of the number of images.
  let factor: Int
  /// Whether the number of images is a factor.
  let hasBatch: Bool

  static func fixed(_ number: Int) -> BatchExtent { BatchExtent(factor: number, hasBatch: false) }
  static func batch(_ factor: Int = 1) -> BatchExtent { BatchExtent(factor: factor, hasBatch: true) }

  /// The number, where it does not depend on the number of images.
  var number: Int? { hasBatch ? nil : factor }

  /// The number for a batch of `count` images.
  func number(forBatchOf count: Int) -> Int { hasBatch ? factor * count : factor }
}

/// The shape of a value of an ONNX graph: one of its extents is the number of images, or a multiple of it.
struct BatchShape: Equatable, Sendable {
  let extents: [BatchExtent]

  init(_ extents: [BatchExtent]) { self.extents = extents }

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

  /// The numbers that one example takes.
  var countPerExample: Int { extents.reduce(1) { $0 * $1.factor } }

  /// The shape that a plan keeps one example in: C×H×W for images, the numbers in a row for everything else.
  var planShape: Shape {
    if let example, example.count == 3 { return Shape(example) }
    return [countPerExample]
  }

  /// The shape of a batch of `count` images.
  func shape(forBatchOf count: Int) -> Shape { Shape(extents.map { $0.number(forBatchOf: count) }) }

  /// The axis that `axis` means, negative ones counted from the end; nil where there is none.
  func axis(_ axis: Int) -> Int? {
    let resolved = axis < 0 ? axis + rank : axis
    return extents.indices.contains(resolved) ? resolved : nil
  }
}

extension BatchShape: CustomStringConvertible {
  var description: String {
    extents.map { $0.hasBatch ? ($0.factor == 1 ? "N" : "\($0.factor)N") : "\($0.factor)" }.joined(separator: "×")
  }
}
