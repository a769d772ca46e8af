import AssayBase
import AssayTensor
import CAssayKernels

extension SegmentationMethod {
  /// Quick shift: each pixel joins the nearest one where colours are denser, and so do the trees that arise.
  ///
  /// Vedaldi and Soatto, "Quick Shift and Kernel Methods for Mode Seeking" (ECCV 2008), section 3, as scikit-image computes
  /// it. A pixel stands at its L*a*b* colour times `ratio` and its row and column; its density is Σ exp(−d²/2k²) over a window
  /// of ±⌈3k⌉ pixels, k being `kernelSize`; its parent is the nearest denser pixel of the window, unless further than
  /// `maxDistance`. The number of segments follows; they are numbered in the order of their densest pixels.
  ///
  /// Without a seed, of pixels of the same density the first in row order counts as the denser, so a plain area is one
  /// segment. Costs (2⌈3k⌉ + 1)² exponentials for two pixels and, beside the image, about 40 bytes a pixel.
  ///
  /// - Parameters:
  ///   - kernelSize: k, in pixels, at least 1 and at most 100; greater ones give fewer segments.
  ///   - maxDistance: the longest way to a parent; greater ones give fewer segments.
  ///   - ratio: how much colour counts against place; scikit-image wants at most 1, which is not asked here.
  ///   - seed: breaks ties between densities by normal noise of 1e-5, as scikit-image does; `nil` by row order.
  public static func quickshift(
    kernelSize: Double = 4, maxDistance: Double = 200, ratio: Double = 0.2, seed: UInt64? = nil
  ) -> SegmentationMethod {
    SegmentationMethod(
      QuickShift(
        kernelSize: kernelSize, maxDistance: maxDistance, ratio: ratio, noise: seed.map { .drawn(seed: $0) } ?? .none))
  }
}

/// Quick shift and how its ties are broken.
package struct QuickShift: SegmentationAlgorithm {
  /// What is added to the densities.
  package enum Noise: Sendable {
    case none
    case drawn(seed: UInt64)
    /// A number a pixel, row after row.
    case given([Double])
  }

  let kernelSize: Double
  let maxDistance: Double
  let ratio: Double
  let noise: Noise

  package init(kernelSize: Double, maxDistance: Double, ratio: Double, noise: Noise) {
    self.kernelSize = kernelSize
    self.maxDistance = maxDistance
    self.ratio = ratio
    self.noise = noise
  }

  package var description: String {
    let settings = "kernel \(NumberText.plain(kernelSize)), distance \(NumberText.plain(maxDistance))"
    return "quick shift (\(settings), ratio \(NumberText.plain(ratio)))"
  }

  package func validate() throws {
    try Self.check(kernelSize >= 1 && kernelSize <= 100, "kernelSize", "from 1 to 100", kernelSize)
    try Self.check(maxDistance >= 0, "maxDistance", "at least 0", maxDistance)
    try Self.check(ratio >= 0 && ratio.isFinite, "ratio", "at least 0 and finite", ratio)
  }

  private static func check(_ holds: Bool, _ name: String, _ expected: String, _ value: Double) throws {
    guard holds else {
      throw AssayError(
        .invalidArgument, "quick shift cannot work with this \(name)", expected: expected, found: "\(value)", at: name)
    }
  }

  package func superpixels(of image: Image) throws -> Superpixels {
    let reach = Int((3 * kernelSize).rounded(.up))
    let colours = try LabPlanes(image, margin: max(8, reach), scale: ratio)
    let noise = try noise(pixels: colours.height * colours.width)
    let offsets = Self.offsets(reach: reach, maxDistance: maxDistance)
    var density = [Double](repeating: 0, count: colours.planeCount)
    var parents = [Int32](repeating: 0, count: colours.height * colours.width)
    withKernelJob(colours, &density, &parents, offsets, reach) { job in
      let kernel = KernelJob(job)
      // Slices share no pairs of rows, so large ones spare work; the result does not depend on them.
      let slice = max(reach, (colours.height + ComputeContext.current.threads - 1) / ComputeContext.current.threads)
      WorkerPool.forEachSlice(of: colours.height, size: slice) { rows in
        withUnsafePointer(to: kernel.job) { job in
          withUnsafeTemporaryAllocation(of: Double.self, capacity: colours.stride) { scratch in
            assay_quickshift_density(job, rows.lowerBound, rows.upperBound, scratch.baseAddress)
          }
        }
      }
      add(noise, to: job)
      WorkerPool.forEachSlice(of: colours.height, size: 8) { rows in
        withUnsafePointer(to: kernel.job) { assay_quickshift_parents($0, rows.lowerBound, rows.upperBound) }
      }
    }
    var labels = [Int32](repeating: 0, count: parents.count)
    let count = assay_label_trees(&labels, &parents, parents.count)
    return Superpixels(unchecked: labels, height: colours.height, width: colours.width, count: count)
  }

  /// Calls `body` with what the kernels need to know.
  private func withKernelJob(
    _ colours: LabPlanes, _ density: inout [Double], _ parents: inout [Int32], _ offsets: [Int32], _ reach: Int,
    _ body: (assay_quickshift) -> Void
  ) {
    colours.values.withUnsafeBufferPointer { values in
      density.withUnsafeMutableBufferPointer { density in
        parents.withUnsafeMutableBufferPointer { parents in
          offsets.withUnsafeBufferPointer { offsets in
            guard let features = values.baseAddress else { return }
            let plane = colours.planeCount
            body(
              assay_quickshift(
                features: (features, features + plane, features + 2 * plane), density: density.baseAddress,
                parents: parents.baseAddress, height: colours.height, width: colours.width, margin: colours.margin,
                stride: colours.stride, reach: reach, exponent: -0.5 / (kernelSize * kernelSize), greatest: maxDistance,
                offsets: offsets.baseAddress, offset_count: offsets.count / 2))
          }
        }
      }
    }
  }

  private func add(_ noise: [Double], to job: assay_quickshift) {
    guard let density = job.density else { return }
    for (place, value) in noise.enumerated() {
      density[place / job.width * job.stride + job.margin + place % job.width] += value
    }
  }

  /// The noise of each pixel; none at all when there is none.
  private func noise(pixels: Int) throws -> [Double] {
    switch noise {
    case .none: return []
    case .drawn(let seed):
      let key = RandomKey(seed: seed).derived("quick shift")
      return Tensor.normal(shape: [pixels], key: key).elements.map { 1e-5 * Double($0) }
    case .given(let noise):
      guard noise.count == pixels else {
        throw AssayError(
          .shapeMismatch, "the noise of the densities does not fit the image", expected: "\(pixels) numbers",
          found: "\(noise.count)")
      }
      return noise
    }
  }

  /// The places of the window as pairs of rows and columns, the nearest first, then in row order; none that is too far.
  private static func offsets(reach: Int, maxDistance: Double) -> [Int32] {
    let places = (-reach...reach).flatMap { row in
      (-reach...reach).map { (squared: row * row + $0 * $0, row: row, column: $0) }
    }
    return places.filter { Double($0.squared).squareRoot() <= maxDistance }
      .sorted { ($0.squared, $0.row, $0.column) < ($1.squared, $1.row, $1.column) }
      .flatMap { [Int32($0.row), Int32($0.column)] }
  }
}
