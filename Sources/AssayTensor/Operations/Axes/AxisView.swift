import AssayBase

/// A tensor's storage seen as outer × extent × inner around one of its axes.
struct AxisView: Sendable {
  let outer, extent, inner: Int

  init(_ shape: Shape, axis: Int) {
    let (dimensions, stored) = (shape.storageDimensions, shape.storageAxis(axis))
    outer = dimensions[..<stored].reduce(1, *)
    extent = dimensions[stored]
    inner = dimensions[(stored + 1)...].reduce(1, *)
  }

  /// The same storage with another extent along the axis.
  func with(extent: Int) -> AxisView { AxisView(outer: outer, extent: extent, inner: inner) }

  /// The same storage cut after `outer` of the outer indices.
  func with(outer: Int) -> AxisView { AxisView(outer: outer, extent: extent, inner: inner) }

  private init(outer: Int, extent: Int, inner: Int) {
    (self.outer, self.extent, self.inner) = (outer, extent, inner)
  }

  /// Deals the outer indices to the workers, in shares of a size worth a thread.
  func forEachShare(_ body: @Sendable (Range<Int>) -> Void) {
    WorkerPool.forEachSlice(of: outer, size: max(1, (1 << 15) / max(1, extent * inner)), body)
  }
}

extension Shape {
  /// Where an axis stands in storage: channels are last for four axes.
  func storageAxis(_ axis: Int) -> Int {
    rank == 4 ? [0, 3, 1, 2][axis] : axis
  }

  /// The distance in storage between neighbours along each axis, in floats.
  var storageStrides: [Int] {
    let dimensions = storageDimensions
    return (0..<rank).map { dimensions[(storageAxis($0) + 1)...].reduce(1, *) }
  }

  /// The axis itself, counted from the end when negative; an axis that does not exist is a programming error.
  func resolved(axis: Int) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    precondition(resolved >= 0 && resolved < rank, "a tensor of shape \(self) has no axis \(axis)")
    return resolved
  }

  /// The same shape with another extent along an axis.
  package func with(_ extent: Int, along axis: Int) -> Shape {
    var dimensions = dimensions
    dimensions[axis] = extent
    return Shape(dimensions)
  }

  /// The same shape with extent 1 along `axes`, negative ones counted from the end.
  func collapsed(axes: [Int]) -> Shape {
    axes.reduce(self) { $0.with(1, along: $0.resolved(axis: $1)) }
  }

  /// The shape without `axes`, negative ones counted from the end.
  func dropping(axes: [Int]) -> Shape {
    let dropped = Set(axes.map { resolved(axis: $0) })
    return Shape(dimensions.enumerated().filter { !dropped.contains($0.offset) }.map(\.element))
  }
}
