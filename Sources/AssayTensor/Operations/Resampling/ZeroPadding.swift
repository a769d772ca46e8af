import CAssayKernels

/// Puts zeros around images, or crops them where a margin is negative; its transpose has the negated margins.
struct ZeroPadding: Operation {
  let margins: Margins

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let (height, width) = (x.shape[2], x.shape[3])
    let shape: Shape = [
      x.shape[0], x.shape[1], height + margins.top + margins.bottom, width + margins.left + margins.right,
    ]
    // What of the image is kept.
    let rows = (max(0, -margins.top), height + min(0, margins.bottom))
    let columns = (max(0, -margins.left), width + min(0, margins.right))
    let isWhole = margins.top <= 0 && margins.bottom <= 0 && margins.left <= 0 && margins.right <= 0
    return Tensor(shape: shape) { out in
      let (out, source, margins) = (KernelOutput(out), x.storage, margins)
      ImageLoop.run(shape[0]) { images in
        var from = assay_view.packed(source.pointer, x.shape, from: images.lowerBound)
        var to = assay_view.packed(out.pointer, shape, from: images.lowerBound)
        if !isWhole { assay_fill(to.base, 0, images.count * to.image_stride) }
        from.base += rows.0 * from.row_stride + columns.0 * from.pixel_stride
        to.base += (rows.0 + margins.top) * to.row_stride + (columns.0 + margins.left) * to.pixel_stride
        guard rows.0 < rows.1 && columns.0 < columns.1 else { return }
        assay_copy_view(to, from, images.count, rows.1 - rows.0, columns.1 - columns.0, shape[1])
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(ZeroPadding(margins: margins.negated), [upstream])]
  }
}
