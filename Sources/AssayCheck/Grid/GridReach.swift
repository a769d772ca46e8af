/// How far each value of an image may go, so that a reduction can trade larger changes for fewer changed pixels.
public struct GridReach: Sendable {
  /// The least allowed value, in grid steps, one for each value of the image.
  public let lower: [UInt8]
  /// The greatest allowed value, in grid steps, one for each value of the image.
  public let upper: [UInt8]
  /// Brings an image of enlarged changes back into the ball, for balls that are no box, such as ℓ2.
  public let project: (@Sendable ([UInt8]) -> [UInt8])?

  /// Makes a reach; what it allows is only proposed, the oracle still decides.
  public init(lower: [UInt8], upper: [UInt8], project: (@Sendable ([UInt8]) -> [UInt8])? = nil) {
    self.lower = lower
    self.upper = upper
    self.project = project
  }

  /// The ℓ∞ ball of `steps` grid steps around an image, inside 0...255.
  public static func linf(_ steps: Int, around clean: [UInt8]) -> GridReach {
    GridReach(
      lower: clean.map { UInt8(clamping: Int($0) - steps) }, upper: clean.map { UInt8(clamping: Int($0) + steps) })
  }
}
