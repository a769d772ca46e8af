import CAssayKernels

extension Tensor {
  /// Applies a map to the rows and one to the columns of N×C×H×W images.
  ///
  /// Rows first unless that makes more of them: whole rows are summed much faster than single pixels.
  func resampled(rows: SparseMap, columns: SparseMap) -> Tensor { resampled(rows: [rows], columns: [columns]) }

  /// The same with maps for all images, or one for each.
  func resampled(rows: [SparseMap], columns: [SparseMap]) -> Tensor {
    let (vertical, horizontal) = (AxisResampling(axis: 2, maps: rows), AxisResampling(axis: 3, maps: columns))
    return rows[0].targets <= shape[2]
      ? apply(horizontal, [apply(vertical, [self])]) : apply(vertical, [apply(horizontal, [self])])
  }

  /// N×C×H×W images brought to another size; the same size changes nothing.
  ///
  /// Bicubic results may leave the range of the images' values.
  public func resized(height: Int, width: Int, by method: Interpolation) -> Tensor {
    precondition(
      shape.rank == 4 && shape[2] > 0 && shape[3] > 0 && height > 0 && width > 0,
      "a tensor of shape \(shape) cannot become \(height)×\(width) pixels")
    if height == shape[2] && width == shape[3] { return self }
    return resampled(
      rows: .interpolation(method, from: shape[2], to: height),
      columns: .interpolation(method, from: shape[3], to: width))
  }

  /// A picture of `height` rows of interleaved 8-bit samples brought to another size: 1×C×H×W values in [0, 1].
  ///
  /// The same bits as resizing the picture's values, where rows do not grow, without the memory that those would take.
  package init(
    resizing bytes: UnsafePointer<UInt8>, channels: Int, from old: (height: Int, width: Int),
    to new: (height: Int, width: Int), by method: Interpolation
  ) {
    let rows = SparseMap.interpolation(method, from: old.height, to: new.height)
    let (line, source) = (old.width * channels, KernelBytes(bytes))
    let shrunk = Tensor(shape: [1, channels, new.height, old.width]) { out in
      let out = KernelOutput(out)
      rows.forEachShare(of: 1, inner: line) { _, targets in
        rows.starts.withUnsafeBufferPointer { starts in
          guard let starts = starts.baseAddress else { return }
          assay_resample_bytes(
            out.pointer + targets.lowerBound * line, source.pointer, targets.count, line, starts + targets.lowerBound,
            rows.indices, rows.weights)
        }
      }
    }
    self = apply(
      AxisResampling(axis: 3, map: .interpolation(method, from: old.width, to: new.width)), [shrunk])
  }

  /// The averages of height×width bins that cover N×C×H×W images and may overlap, as PyTorch's adaptive pooling.
  public func adaptivelyAveraged(height: Int, width: Int) -> Tensor {
    precondition(
      shape.rank == 4 && shape[2] > 0 && shape[3] > 0 && height > 0 && width > 0,
      "a tensor of shape \(shape) cannot be averaged to \(height)×\(width) bins")
    if shape[2] % height == 0 && shape[3] % width == 0 {
      return averagePooled(PoolingGeometry(kernel: (shape[2] / height, shape[3] / width)))
    }
    return resampled(rows: .averages(from: shape[2], to: height), columns: .averages(from: shape[3], to: width))
  }

  /// N×C×H×W images with more pixels around them; negative widths crop.
  ///
  /// Mirroring needs widths below the image's; a result without pixels is a programming error.
  public func padded(_ margins: Margins, with fill: PaddingFill = .constant(0)) -> Tensor {
    precondition(
      shape.rank == 4 && shape[2] + margins.top + margins.bottom > 0 && shape[3] + margins.left + margins.right > 0,
      "a tensor of shape \(shape) cannot have margins of \(margins)")
    switch fill {
    case .constant(let value):
      let padded = apply(ZeroPadding(margins: margins), [self])
      guard value != 0 else { return padded }
      let inside = apply(ZeroPadding(margins: margins), [Tensor(repeating: 1, shape: [1, 1, shape[2], shape[3]])])
      return padded + (1 - inside) * value
    case .reflected, .replicated:
      let mirrors = fill == .reflected
      precondition(
        !mirrors || (max(margins.top, margins.bottom) < shape[2] && max(margins.left, margins.right) < shape[3]),
        "margins of \(margins) are too wide to mirror a tensor of shape \(shape)")
      return resampled(
        rows: .padding(of: shape[2], before: margins.top, after: margins.bottom, mirrors: mirrors),
        columns: .padding(of: shape[3], before: margins.left, after: margins.right, mirrors: mirrors))
    }
  }
}
