import CAssayKernels

extension PlanMemory {
  /// Copies the images of the slice between two places for values of the same shape.
  func copy(like value: PlanValue, from source: assay_view, to target: assay_view) {
    let buffer = buffer(value)
    assay_copy_view(target, source, images, buffer.height, buffer.width, buffer.channels)
  }
}
