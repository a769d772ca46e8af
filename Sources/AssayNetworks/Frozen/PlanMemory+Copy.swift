import AssayTensor
import CAssayKernels

extension PlanMemory {
  /// Writes the zeros around a value's images that a convolution wants to find there.
  func clearMargin(of value: PlanValue) {
    let buffer = buffer(value)
    guard buffer.isPadded else { return }
    assay_zero_border(
      activation(value), images, buffer.height, buffer.width, buffer.channels, buffer.padHeight, buffer.padWidth)
  }

  /// Copies the images of the slice between two places for values of the same shape.
  func copy(like value: PlanValue, from source: assay_view, to target: assay_view) {
    let buffer = buffer(value)
    assay_copy_view(target, source, images, buffer.height, buffer.width, buffer.channels)
  }

  /// A value seen as images of `shape`: its own shape, or another of as many elements where the value has no margin.
  func seen(_ value: PlanValue, as shape: Shape, in pointers: [UnsafeMutablePointer<Float>]) -> assay_view {
    let buffer = buffer(value)
    return buffer.isPadded
      ? buffer.view(pointers[value.index]) : PlanBuffer(shape: shape).unpaddedView(pointers[value.index])
  }

  /// The shape in which both of two values can be seen, of which at most one has a margin or they have the same shape.
  func commonShape(_ first: PlanValue, _ second: PlanValue) -> Shape {
    buffer(second).isPadded ? buffer(second).shape : buffer(first).shape
  }

  /// Copies the images of the slice between two values of as many elements.
  func copy(
    _ source: PlanValue, in sources: [UnsafeMutablePointer<Float>], to target: PlanValue,
    in targets: [UnsafeMutablePointer<Float>]
  ) {
    let shape = commonShape(source, target)
    let like = PlanBuffer(shape: shape)
    assay_copy_view(
      seen(target, as: shape, in: targets), seen(source, as: shape, in: sources), images, like.height, like.width,
      like.channels)
  }

  /// Calls `body` with the rows of all images of two places for images of `shape`, and the floats of a row.
  func forEachRow(
    of shape: Shape, _ x: assay_view, _ y: assay_view,
    _ body: (_ x: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) -> Void
  ) {
    let buffer = PlanBuffer(shape: shape)
    let row = buffer.width * buffer.channels
    for image in 0..<images {
      for line in 0..<buffer.height {
        body(
          x.base + image * x.image_stride + line * x.row_stride, y.base + image * y.image_stride + line * y.row_stride,
          row)
      }
    }
  }
}
