import AssayBase
import AssayTensor

/// Deals images, and the points around each that a method evaluates, into passes through the model.
///
/// A pass takes many points of few images or few of many, so that neither a single image nor many samples leave threads
/// idle, and its memory has a bound: 512 points, and 4 MiB of pixels a tensor, or four points a thread if that is more.
/// What comes out for an image is made of its own points in their order, whatever passes they come in.
struct SampledPasses {
  /// The number of points around each image.
  let samples: Int
  private let limit: Int

  private static let pixelsAtOnce = 1 << 20
  /// Models of other engines keep the activations of a whole pass.
  private static let pointsAtOnce = 512
  private static let pointsPerThread = 4

  init(samples: Int, of images: Tensor) {
    let pixels = images.count / max(1, images.shape[0])
    self.samples = samples
    limit = max(
      Self.pointsPerThread * ComputeContext.current.threads,
      min(Self.pointsAtOnce, Self.pixelsAtOnce / max(1, pixels)))
  }

  /// The results of `body` for consecutive rows of `count` images, one after the other.
  func overImages(_ count: Int, _ body: (_ rows: Range<Int>) throws -> Tensor) rethrows -> Tensor {
    let parts = try Self.ranges(of: count, size: limit).map(body)
    return .concatenating(parts, axis: 0)
  }

  /// Evaluates all points of the images of `rows`, and hands on what comes out sample by sample, in order.
  ///
  /// - Parameters:
  ///   - points: Makes consecutive points of the images.
  ///   - evaluate: Gives a result a row, for points that belong to these rows of all images.
  ///   - use: Gets the results of a sample.
  /// - Throws: What the closures throw; an `AssayError` says which points were evaluated.
  func overSamples(
    of rows: Range<Int>, points: (_ samples: Range<Int>) throws -> [Tensor],
    evaluate: (_ points: Tensor, _ rows: [Int]) throws -> Tensor,
    use: (_ sample: Int, _ results: Tensor) throws -> Void
  ) throws {
    let count = rows.count
    for part in Self.ranges(of: samples, size: max(1, limit / max(1, count))) {
      let points = Tensor.concatenating(try points(part), axis: 0)
      let results: Tensor
      do {
        results = try evaluate(points, part.flatMap { _ in rows })
      } catch let error as AssayError {
        // What it calls an image is a row of the pass.
        throw error.located(at: "points \(part) around images \(rows)")
      }
      for (index, sample) in part.enumerated() {
        try use(sample, part.count == 1 ? results : results.rows(index * count..<(index + 1) * count))
      }
    }
  }

  private static func ranges(of count: Int, size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: max(1, size)).map { $0..<min(count, $0 + size) }
  }
}
