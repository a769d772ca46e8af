import AssayImages
import AssayNetworks
import AssayProperties
import AssayTensor

/// Judges failing images by the definition in words, without the code under test.
struct IndependentJudge {
  let model: Network
  let counterexample: ImageCounterexample
  let norm: String
  let epsilon: Double

  /// Whether an image is in the ball and gets the same wrong label by 1e-4 of the logits' range.
  func fails(_ bytes: [UInt8]) throws -> Bool {
    let picture = counterexample.original
    let pixels = picture.width * picture.height
    // One channel in all tests: bytes and planes are the same.
    let images = Tensor(
      shape: [1, 1, picture.height, picture.width], elements: (0..<pixels).map { Float(bytes[$0]) / 255 })
    let scores = try model.logits(for: images).row(0)
    guard let low = scores.min(), let high = scores.max() else { return false }
    let second = scores.indices.filter { $0 != counterexample.prediction }.map { scores[$0] }.max() ?? 0
    let wins = scores[counterexample.prediction] - second >= 1e-4 * (high - low) && high > second
    return wins && counterexample.prediction != counterexample.label && isInBall(bytes)
  }

  func isInBall(_ bytes: [UInt8]) -> Bool {
    let steps = zip(bytes, counterexample.original.bytes).map { abs(Double($0) - Double($1)) }
    switch norm {
    case "linf": return (steps.max() ?? 0) <= epsilon * 255 + 1e-6
    default: return steps.reduce(0) { $0 + $1 * $1 }.squareRoot() <= epsilon * 255 + 1e-6
    }
  }

  /// The pixels that differ from the original.
  var changed: [Int] {
    counterexample.original.bytes.indices.filter {
      counterexample.original.bytes[$0] != counterexample.failing.bytes[$0]
    }
  }

  /// The changed pixels that could be restored without ending the failure: none in a 1-minimal image.
  func restorable() throws -> [Int] {
    try changed.filter { pixel in
      var bytes = counterexample.failing.bytes
      bytes[pixel] = counterexample.original.bytes[pixel]
      return try fails(bytes)
    }
  }
}
