import AssayBase
import AssayTensor
import CAssayKernels

extension SegmentationMethod {
  /// SLIC: k-means of colour and place that starts from a grid and looks no further than two of its steps.
  ///
  /// Achanta et al., "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods" (TPAMI 34, 2012), section 3, as
  /// scikit-image computes it: the image's values are stretched to [0, 1] and taken to L*a*b*; the distance is d_place²/step²
  /// + d_colour²/compactness²; parts that hang together over edges become segments, those below half the mean size join a
  /// neighbour, and those of three times the mean size are cut. Of equally near centres the first wins. Costs about 16
  /// distances a pixel and iteration and, beside the image, about 45 bytes a pixel.
  ///
  /// - Parameters:
  ///   - segments: about how many there will be, at least 1.
  ///   - compactness: how much place counts against colour; positive. Greater ones give squarer segments.
  ///   - iterations: of k-means, from 1 to 1000.
  ///   - connected: whether segments hang together; if not, they are the clusters themselves.
  public static func slic(
    segments: Int = 100, compactness: Double = 10, iterations: Int = 10, connected: Bool = true
  ) -> SegmentationMethod {
    SegmentationMethod(
      SLIC(segments: segments, compactness: compactness, iterations: iterations, connected: connected))
  }
}

/// k-means of colour and place.
struct SLIC: SegmentationAlgorithm {
  let segments: Int
  let compactness: Double
  let iterations: Int
  let connected: Bool

  var description: String { "SLIC (\(segments) segments, compactness \(NumberText.plain(compactness)))" }

  func validate() throws {
    guard segments >= 1 else { throw fault("segments", "at least 1", "\(segments)") }
    guard compactness > 0, compactness.isFinite else {
      throw fault("compactness", "positive and finite", "\(compactness)")
    }
    guard iterations >= 1, iterations <= 1000 else { throw fault("iterations", "from 1 to 1000", "\(iterations)") }
  }

  private func fault(_ name: String, _ expected: String, _ found: String) -> AssayError {
    AssayError(.invalidArgument, "SLIC cannot work with this \(name)", expected: expected, found: found, at: name)
  }

  func superpixels(of image: Image) throws -> Superpixels {
    let colours = try LabPlanes(image, margin: 8, isStretched: true, scale: 1 / compactness)
    let grid = SeedGrid(height: colours.height, width: colours.width, count: segments)
    let clusters = clusters(colours, grid)
    guard connected else {
      return try Superpixels(height: colours.height, width: colours.width, renumbering: clusters.map { Int($0) })
    }
    let mean = Double(clusters.count) / Double(grid.places.count)
    let largest = max(1, Int(3 * mean))
    var (labels, queue) = (clusters, [Int32](repeating: 0, count: largest))
    let count = assay_connect_segments(
      &labels, clusters, &queue, colours.height, colours.width, Int(0.5 * mean), largest)
    return Superpixels(unchecked: labels, height: colours.height, width: colours.width, count: count)
  }

  /// The cluster of each pixel.
  private func clusters(_ colours: LabPlanes, _ grid: SeedGrid) -> [Int32] {
    var distances = [Double](repeating: 0, count: colours.planeCount)
    var labels = [Int32](repeating: 0, count: colours.planeCount)
    // The colours of the first centres do not matter: with one for all, the first round goes by place alone.
    var centres = grid.places.flatMap { [Double($0.row), Double($0.column), 0, 0, 0] as [Double] }
    var counts = [Int64](repeating: 1, count: grid.places.count)
    colours.values.withUnsafeBufferPointer { values in
      distances.withUnsafeMutableBufferPointer { distances in
        labels.withUnsafeMutableBufferPointer { labels in
          centres.withUnsafeMutableBufferPointer { centres in
            counts.withUnsafeMutableBufferPointer { counts in
              guard let features = values.baseAddress.map({ $0 + colours.margin }) else { return }
              let plane = colours.planeCount
              iterate(
                assay_slic(
                  features: (features, features + plane, features + 2 * plane), distances: distances.baseAddress,
                  labels: labels.baseAddress, centres: centres.baseAddress, counts: counts.baseAddress,
                  height: colours.height, width: colours.width, stride: colours.stride, count: grid.places.count,
                  step: grid.step, spatial_weight: 1 / (grid.step * grid.step)))
            }
          }
        }
      }
    }
    return (0..<colours.height).flatMap { row in labels[row * colours.stride..<row * colours.stride + colours.width] }
  }

  private func iterate(_ job: assay_slic) {
    let kernel = KernelJob(job)
    for _ in 0..<iterations {
      WorkerPool.forEachSlice(of: job.height, size: max(8, job.height / 8)) { rows in
        withUnsafePointer(to: kernel.job) { assay_slic_assign($0, rows.lowerBound, rows.upperBound) }
      }
      withUnsafePointer(to: job) { assay_slic_move($0) }
    }
  }
}
