/// An oracle that also knows in which direction failure lies, as a model with gradients does.
public protocol SlopedGridOracle: Sendable {
  /// Judges up to 64 images; must give the same answer for the same image, with the lead beside it.
  func judge(_ images: [[UInt8]]) async throws -> [GridJudgement]

  /// How the lead rises with each value of an image, to first order: a hint that shortens the search.
  func slope(at image: [UInt8]) async throws -> [Double]
}
