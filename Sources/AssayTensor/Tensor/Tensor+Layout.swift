import CAssayKernels

extension Tensor {
  static func toStorageOrder(_ shape: Shape, from source: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>) {
    if shape.rank == 4 {
      assay_to_channels_last(out, source, shape[0], shape[1], shape[2] * shape[3])
    } else {
      out.update(from: source, count: shape.count)
    }
  }

  static func toRowMajor(_ shape: Shape, from source: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>) {
    if shape.rank == 4 {
      assay_to_planar(out, source, shape[0], shape[1], shape[2] * shape[3])
    } else {
      out.update(from: source, count: shape.count)
    }
  }
}
