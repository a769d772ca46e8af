import AssayCheck

/// Fails where a linear score of the change reaches a threshold, whatever the ball; counts nothing, remembers nothing.
struct LinearOracle: SlopedGridOracle {
  let clean: [UInt8]
  let weights: [Int]
  let threshold: Int
  /// Where images must lie, if anywhere.
  var ball: GridBall?
  /// What is told in place of the true slope.
  var toldSlope: [Double]?

  func score(_ image: [UInt8]) -> Int {
    // Index by index: a debug build takes microseconds for each step of a zip.
    var (sum, place) = (0, 0)
    while place < image.count {
      if image[place] != clean[place] { sum += weights[place] * (Int(image[place]) - Int(clean[place])) }
      place += 1
    }
    return sum
  }

  func fails(_ image: [UInt8]) -> Bool { (ball?.contains(image) ?? true) && score(image) >= threshold }

  func judge(_ images: [[UInt8]]) async throws -> [GridJudgement] {
    images.map { GridJudgement(fails: fails($0), lead: Double(score($0) - threshold)) }
  }

  func slope(at image: [UInt8]) async throws -> [Double] { toldSlope ?? weights.map(Double.init) }
}
