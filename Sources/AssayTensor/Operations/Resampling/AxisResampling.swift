import AssayBase
import CAssayKernels

/// Applies a sparse map along one axis, or to each image N×C×H×W its own along its rows or columns.
struct AxisResampling: Operation {
  let axis: Int
  /// One for all, or one for each image, of equally many targets.
  let maps: [SparseMap]

  init(axis: Int, map: SparseMap) { self.init(axis: axis, maps: [map]) }

  init(axis: Int, maps: [SparseMap]) {
    self.axis = axis
    self.maps = maps
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0]
    let view = AxisView(x.shape, axis: axis)
    let targets = maps[0].targets
    return Tensor(shape: x.shape.with(targets, along: axis)) { out in
      let out = KernelOutput(out)
      if maps.count == 1 { return maps[0].resample(out, x.storage, view) }
      let image = view.with(outer: view.outer / maps.count)
      WorkerPool.forEach(maps.count) { index in
        maps[index].resample(
          KernelOutput(out.pointer + index * image.outer * targets * image.inner), x.storage, image,
          offset: index * image.outer * image.extent * image.inner)
      }
    }
  }

  func kept(needed: [Bool]) -> KeptTensors { .nothing }

  func pullback(_ upstream: Tensor, inputs: [Tensor], output: Tensor, needed: [Bool]) -> [Tensor?] {
    [apply(AxisResampling(axis: axis, maps: maps.map(\.transposed)), [upstream])]
  }
}

extension Tensor {
  /// Each place along an axis the weighted sum of a few that the map names.
  package func resampled(by map: SparseMap, axis: Int) -> Tensor {
    precondition(map.sources == shape[axis], "a map of \(map.sources) places does not fit \(shape) along axis \(axis)")
    return apply(AxisResampling(axis: axis, map: map), [self])
  }
}

extension SparseMap {
  /// Applies the map along an axis of what starts `offset` floats behind the source's first.
  fileprivate func resample(_ out: KernelOutput, _ source: TensorStorage, _ view: AxisView, offset: Int = 0) {
    // Sums of many terms of few elements next to each other: faster along rows, with two transpositions.
    if view.inner <= 4 && view.outer >= 16 && indices.count >= 8 * targets {
      return resampleAcross(out, source, view, offset: offset)
    }
    forEachShare(of: view.outer, inner: view.inner) { outer, part in
      starts.withUnsafeBufferPointer { starts in
        guard let starts = starts.baseAddress else { return }
        assay_resample_axis(
          out.pointer + (outer.lowerBound * targets + part.lowerBound) * view.inner,
          source.pointer + offset + outer.lowerBound * view.extent * view.inner, outer.count, part.count, view.extent,
          view.inner, starts + part.lowerBound, indices, weights)
      }
    }
  }

  /// The same by way of blocks of transposed rows, so that as many rows as there are lie next to each other.
  private func resampleAcross(_ out: KernelOutput, _ source: TensorStorage, _ view: AxisView, offset: Int) {
    let (line, newLine) = (view.extent * view.inner, targets * view.inner)
    WorkerPool.forEachSlice(of: view.outer, size: 64) { rows in
      withScratch(rows.count * line) { turned in
        withScratch(rows.count * newLine) { result in
          assay_transpose(turned, source.pointer + offset + rows.lowerBound * line, rows.count, line)
          assay_resample_axis(
            result, turned, 1, targets, view.extent, view.inner * rows.count, starts, indices, weights)
          assay_transpose(out.pointer + rows.lowerBound * newLine, result, newLine, rows.count)
        }
      }
    }
  }

  /// Deals the targets of each of `outer` axes to the workers, in shares worth a thread: whole axes or parts of one.
  func forEachShare(of outer: Int, inner: Int, _ body: @Sendable (_ outer: Range<Int>, _ targets: Range<Int>) -> Void) {
    guard targets > 0 else { return }
    let work = max(1, inner * max(targets, weights.count))
    let most = 1 << 15
    if work <= most {
      WorkerPool.forEachSlice(of: outer, size: most / work) { body($0, 0..<targets) }
      return
    }
    let parts = min(targets, (work + most - 1) / most)
    WorkerPool.forEach(outer * parts) { share in
      let (index, part) = (share / parts, share % parts)
      body(index..<index + 1, targets * part / parts..<targets * (part + 1) / parts)
    }
  }
}
