import AssayTensor

/// A value whose axes are said in another order than the one it is computed in: a transposition that nothing has needed
/// yet.
///
/// Libraries that keep the channels last export a transposition before and after every convolution. Most need not be
/// computed: what follows can be said of the value as it is (``ONNXOrderRule``).
struct ONNXView {
  /// The step that computes the value.
  let number: Int
  /// The value's shape as it is computed.
  let shape: BatchShape
  /// Axis k of the view is axis `order[k]` of the value.
  let order: [Int]
  /// Whether all axes of the view but the images' are put into one.
  var isFlat = false
  /// The name of the layer that asked for the order.
  let origin: String

  /// Channels first, seen with the channels last.
  static let channelsLast = [0, 2, 3, 1]
  /// The reverse of ``channelsLast``.
  static let channelsFirst = [0, 3, 1, 2]

  /// The shape that the file's nodes see.
  var seen: BatchShape {
    let extents = order.map { shape.extents[$0] }
    return isFlat ? BatchShape(example: [shape.countPerExample]) : BatchShape(extents)
  }

  /// Whether the numbers lie as they are seen: only axes of one element are elsewhere.
  var isInOrder: Bool {
    let moving = order.filter { shape.extents[$0] != .fixed(1) }
    return moving == moving.sorted()
  }

  /// The same value seen in another order of this view's axes.
  func permuted(_ order: [Int]) -> ONNXView {
    ONNXView(number: number, shape: shape, order: order.map { self.order[$0] }, origin: origin)
  }

  /// A value that was computed of this one, in the same order.
  func reading(_ number: Int, _ shape: BatchShape) -> ONNXView {
    ONNXView(number: number, shape: shape, order: order, origin: origin)
  }

  /// The order of the axes that are left without those that the view has at `axes`.
  func order(dropping axes: [Int]) -> [Int] {
    let dropped = Set(axes.map { order[$0] })
    let kept = shape.extents.indices.filter { !dropped.contains($0) }
    return order.compactMap { kept.firstIndex(of: $0) }
  }

  /// A constant that is broadcast with the view, as it is broadcast with the value: nil where it has too many axes.
  func aligned(_ constant: ONNXConstant, in source: ONNXSource) throws -> ONNXConstant? {
    guard constant.count > 1 || constant.shape.count > order.count else { return constant }
    guard constant.shape.count <= order.count, let inverse else { return nil }
    let padded = [Int](repeating: 1, count: order.count - constant.shape.count) + constant.shape
    let shape = inverse.map { padded[$0] }
    let moving = inverse.filter { padded[$0] != 1 }
    if moving == moving.sorted() { return ONNXConstant(shape: shape, constant.numbers) }
    guard let floats = try constant.floats(in: source), floats.count == constant.count else { return nil }
    let moved = Tensor(shape: Shape(padded), elements: floats).permuted(inverse)
    return ONNXConstant(shape: shape, .floats(moved.elements))
  }

  /// The order that undoes this one.
  var inverse: [Int]? {
    let inverse = order.indices.compactMap { order.firstIndex(of: $0) }
    return inverse.count == order.count ? inverse : nil
  }

  /// The extents of the axes behind the images' as they are seen, and the order that puts them as they are computed;
  /// axes that stay together count as one.
  var featureOrder: (extents: [Int], order: [Int]) {
    var runs: [[Int]] = []
    for axis in order.dropFirst() {
      if let last = runs.last?.last, axis == last + 1 { runs[runs.count - 1].append(axis) } else { runs.append([axis]) }
    }
    let extents = runs.map { BatchShape.product($0.map { shape.extents[$0].factor }) }
    return (extents, runs.indices.sorted { runs[$0][0] < runs[$1][0] })
  }
}
