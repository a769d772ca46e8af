import CAssayKernels

extension PaddingFill {
  /// The kernels' name for it; a constant is added apart.
  var beyond: assay_beyond {
    switch self {
    case .constant: ASSAY_NOTHING
    case .reflected: ASSAY_MIRRORED
    case .replicated: ASSAY_REPLICATED
    }
  }
}

extension SparseMap {
  /// The pixels of images of height × width, numbered by rows, at places between them.
  static func sampling(
    rows: [Double], columns: [Double], height: Int, width: Int, nearest: Bool, beyond: PaddingFill
  ) -> SparseMap {
    let most = rows.count * (nearest ? 1 : 4)
    var starts = [Int32](repeating: 0, count: rows.count + 1)
    var weights: [Float] = []
    let sources = [Int32](unsafeUninitializedCapacity: most) { sources, count in
      weights = [Float](unsafeUninitializedCapacity: most) { weights, weightCount in
        if let sources = sources.baseAddress, let weights = weights.baseAddress {
          assay_sampling_terms(
            &starts, sources, weights, rows, columns, rows.count, height, width, beyond.beyond, nearest)
        }
        weightCount = Int(starts[rows.count])
      }
      count = weights.count
    }
    return SparseMap(sources: height * width, starts: starts, indices: sources, weights: weights)
  }

  /// Weighted sums of the neighbours of each of `length` samples, the middle weight being its own.
  ///
  /// Beyond the ends the samples are mirrored without repeating the outermost, as often as it takes.
  package static func filter(_ weights: [Double], length: Int) -> SparseMap {
    // The mean of equal samples is the sample, whatever rounding does to the weights' sum.
    if length == 1 { return SparseMap(sources: 1, rows: [[(0, 1)]]) }
    let radius = weights.count / 2
    let kernel = weights.map { Float($0) }
    return SparseMap(sources: length, targets: length, termsEach: kernel.count) { target, add in
      var tap = 0
      while tap < kernel.count {
        add(mirrored(target + tap - radius, length), kernel[tap])
        tap += 1
      }
    }
  }

  private static func mirrored(_ index: Int, _ length: Int) -> Int {
    if length == 1 { return 0 }
    let period = 2 * (length - 1)
    let place = ((index % period) + period) % period
    return place < length ? place : period - place
  }
}
