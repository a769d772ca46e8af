import AssayBase
import AssayCheck
import AssayImages

/// Reduces an image that fails in a ball on the 8-bit grid, and asks again about what is left of it after PNG and back.
struct GridReducer: Sendable {
  let clean: ByteImage
  let ball: GridBall
  let budget: ShrinkBudget

  /// The smallest failing image that `start` leads to; `nil` where it does not fail, or not again.
  func reduce(
    _ start: [UInt8], _ oracle: any SlopedGridOracle
  ) async throws -> (failing: ByteImage, reduction: GridReduction)? {
    guard start != clean.bytes, try await oracle.judge([start]).first?.fails == true else { return nil }
    // The image to start from is tried whatever the budget says.
    let shrinker = try GridShrinker(in: ball, budget: budget)
    guard let reduction = try await reduced(start, shrinker, oracle) else { return nil }
    // What is saved is what counts: through PNG and back, then asked again.
    let readBack = try PNG.decode(PNG.encode(clean.replacing(bytes: reduction.bytes)))
    guard try await oracle.judge([readBack.bytes]).first?.fails == true else { return nil }
    return (readBack, reduction)
  }

  /// The reduction of a failing image; `nil` when a model that answers by chance does not fail on it again.
  private func reduced(
    _ start: [UInt8], _ shrinker: GridShrinker, _ oracle: any SlopedGridOracle
  ) async throws -> GridReduction? {
    do {
      return try await shrinker.reduce(start, climbing: oracle)
    } catch let error as AssayError where error.location == "attacked" {
      return nil
    }
  }
}

extension ByteImage {
  /// Other bytes in the same format.
  func replacing(bytes: [UInt8]) throws -> ByteImage {
    try ByteImage(width: width, height: height, channels: channels, bytes: bytes)
  }
}
