import AssayTensor

/// An extent of a tensor, or a number made of extents, while the number of images is not known: a number, or that many
/// times the number of images.
struct BatchExtent: Equatable, Sendable {
  /// The number, or the factor of the number of images.
  let factor: Int
  /// Whether the number of images is a factor.
  let hasBatch: Bool
  /// For an axis that several were merged to: how many of its elements come before the second image's.
  var outer = 1

  static func fixed(_ number: Int) -> BatchExtent { BatchExtent(factor: number, hasBatch: false) }
  static func batch(_ factor: Int = 1, outer: Int = 1) -> BatchExtent {
    BatchExtent(factor: factor, hasBatch: true, outer: outer)
  }

  /// The number, where it does not depend on the number of images.
  var number: Int? { hasBatch ? nil : factor }

  /// The number for a batch of `count` images.
  func number(forBatchOf count: Int) -> Int { hasBatch ? factor * count : factor }

  /// The extent as a mere number, wherever in an axis the images are.
  var plain: BatchExtent { BatchExtent(factor: factor, hasBatch: hasBatch) }
}

extension BatchExtent: CustomStringConvertible {
  /// As "3", "N" or "4N".
  var description: String { hasBatch ? (factor == 1 ? "N" : "\(factor)N") : "\(factor)" }
}
