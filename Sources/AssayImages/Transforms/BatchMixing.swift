import AssayBase
import AssayTensor

/// A way to make training images of pairs of them, whose labels are shares of two classes.
public enum BatchMixing: Sendable, Hashable {
  /// Sums: λx + (1 − λ)x′ with λ from Beta(α, α) (Zhang et al. 2018, "mixup", section 2).
  case mixUp(alpha: Double)
  /// A rectangle of the other image, a share 1 − λ of the area (Yun et al. 2019, "CutMix", section 3.2).
  case cutMix(alpha: Double)

  /// Pairs of a batch: images N×C×H×W, and the shares of the classes N×K.
  ///
  /// One λ for the batch, as in both papers; image i meets image `order[i]`. This is the one transform whose result for
  /// an image depends on its batch. Differentiable in the images.
  ///
  /// - Parameters:
  ///   - images: N×C×H×W.
  ///   - labels: N classes below `classCount`.
  /// - Throws: `AssayError` when images and labels differ in number, a label is out of range or α is not positive.
  public func applied(
    to images: Tensor, labels: [Int], classCount: Int, key: RandomKey
  ) throws -> (images: Tensor, targets: Tensor) {
    guard images.shape.rank == 4, labels.count == images.shape[0] else {
      throw AssayError(
        .shapeMismatch, "images and labels differ in number", expected: "\(images.shape)",
        found: "\(labels.count) labels")
    }
    if let label = labels.first(where: { $0 < 0 || $0 >= classCount }) {
      throw AssayError(
        .invalidArgument, "a label is out of range", expected: "a label in 0..<\(classCount)", found: "\(label)")
    }
    guard alpha > 0, alpha.isFinite else {
      throw AssayError(.invalidArgument, "images are mixed by a positive α", found: "\(alpha)", at: "alpha")
    }
    var stream = RandomStream(key.derived("mixing"))
    let order = stream.permutation(of: labels.count)
    let share = SpecialFunctions.betaQuantile(stream.unit(), alpha, alpha).value
    let others = images.rows(order)
    let (mixed, kept) = mixed(images, others, share: share, &stream)
    let ones = Tensor(repeating: 1, shape: [labels.count])
    let own = ones.placed(atColumns: labels, width: classCount)
    let foreign = ones.placed(atColumns: order.map { labels[$0] }, width: classCount)
    return (mixed, own * Float(kept) + foreign * Float(1 - kept))
  }

  private var alpha: Double {
    switch self {
    case .mixUp(let alpha), .cutMix(let alpha): alpha
    }
  }

  /// The mixed images, and the share that is of their own.
  private func mixed(
    _ images: Tensor, _ others: Tensor, share: Double, _ stream: inout RandomStream
  ) -> (images: Tensor, share: Double) {
    if case .mixUp = self { return (images * Float(share) + others * Float(1 - share), share) }
    let size = images.imageSize
    // A rectangle of the images' proportions about a random centre, cut at the border: the share is what is left.
    let side = (1 - share).squareRoot()
    func range(_ length: Int) -> Range<Int> {
      let (centre, part) = (stream.integer(in: 0...length - 1), Int(Double(length) * side))
      return max(0, centre - part / 2)..<min(length, centre - part / 2 + part)
    }
    let (rows, columns) = (range(size.height), range(size.width))
    let kept = 1 - Double(rows.count * columns.count) / Double(size.height * size.width)
    let outside = PixelMap.erasing(rows, columns, size.extent)
    return (images.mapped(by: outside) + (others - others.mapped(by: outside)), kept)
  }
}
