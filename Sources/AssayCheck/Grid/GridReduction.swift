/// A minimal failing image on the 8-bit grid, and how it was reached.
public struct GridReduction: Sendable, Hashable {
  /// The image, as many bytes as the clean one.
  public let bytes: [UInt8]
  /// Pixels that differ from the clean image before the reduction.
  public let changedPixelsBefore: Int
  /// Pixels that differ from the clean image after it.
  public let changedPixels: Int
  /// Σ|Δ| in grid steps before the reduction.
  public let totalChangeBefore: Int
  /// Σ|Δ| in grid steps after it.
  public let totalChange: Int
  /// Images that the oracle was asked about, slopes and the final verification included.
  public let trials: Int
  /// Whether the oracle refused, in a last pass, to restore any one changed pixel.
  public let is1Minimal: Bool
  /// Whether the oracle refused to bring any one changed value a single step nearer to the clean image.
  public let isMinimalInValues: Bool
  /// Why the search ended; where that is a budget, the final verification has as much again, and may end before its aim.
  public let stop: ShrinkStop
}
