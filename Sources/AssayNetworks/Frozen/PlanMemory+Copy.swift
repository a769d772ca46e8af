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

  /// A value without a margin, seen as images of the shape of another with as many elements.
  func seen(_ value: PlanValue, as other: PlanValue, in pointers: [UnsafeMutablePointer<Float>]) -> assay_view {
    buffer(value).isPadded
      ? buffer(value).view(pointers[value.index]) : buffer(other).unpaddedView(pointers[value.index])
  }

  /// Calls `body` with the rows of all images of two places for values of the same shape, and the floats of a row.
  func forEachRow(
    of value: PlanValue, _ x: assay_view, _ y: assay_view,
    _ body: (_ x: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) -> Void
  ) {
    let buffer = buffer(value)
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
