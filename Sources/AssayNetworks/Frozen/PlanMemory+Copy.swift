import CAssayKernels

extension PlanMemory {
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
}
