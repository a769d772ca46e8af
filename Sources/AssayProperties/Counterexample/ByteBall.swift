import AssayCheck
import AssayPerturbations

/// The images on the 8-bit grid that lie in a ball around a clean one.
struct ByteBall: Sendable {
  private let ball: PerturbationBall
  private let clean: [UInt8]

  init(_ ball: PerturbationBall, around clean: [UInt8]) {
    self.ball = ball
    self.clean = clean
  }

  /// The largest number of grid steps that a single value may move; a whole number of them is meant where ε is one.
  private var largestStep: Int { Int(min(255, (ball.epsilon * 255 + 1e-6).rounded(.down))) }

  /// What enlarged changes may use.
  var reach: GridReach {
    switch ball.norm {
    case .linf: .linf(largestStep, around: clean)
    case .l2:
      GridReach(
        lower: clean.map { UInt8(clamping: Int($0) - largestStep) },
        upper: clean.map { UInt8(clamping: Int($0) + largestStep) }, project: { shortened($0) })
    }
  }

  /// Whether an image lies in the ball.
  func contains(_ bytes: [UInt8]) -> Bool {
    switch ball.norm {
    case .linf: return zip(bytes, clean).allSatisfy { abs(Int($0) - Int($1)) <= largestStep }
    case .l2: return length(bytes) <= ball.epsilon * 255 + 1e-6
    }
  }

  /// An attacked image, already rounded to the grid, brought back into the ball where rounding took it out.
  func rounded(_ bytes: [UInt8]) -> [UInt8] {
    let boxed = zip(bytes, clean).map { value, origin in
      UInt8(clamping: min(max(Int(value), Int(origin) - largestStep), Int(origin) + largestStep))
    }
    return ball.norm == .linf ? boxed : shortened(boxed)
  }

  /// The same directions of change, each as far as the ball allows.
  func stretched(_ bytes: [UInt8]) -> [UInt8] {
    let far = zip(bytes, clean).map { value, origin in
      UInt8(clamping: Int(origin) + (Int(value) - Int(origin)).signum() * largestStep)
    }
    return ball.norm == .linf ? far : shortened(far)
  }

  /// The image of the ball to which a slope leads in a straight line: where a linear score is highest.
  func farthest(along slope: [Double]) -> [UInt8] {
    let norm = slope.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm > 0, norm.isFinite else { return clean }
    let far = zip(slope, clean).map { slope, origin in
      let change =
        ball.norm == .linf
        ? (slope > 0 ? 1 : slope < 0 ? -1 : 0) * Double(largestStep)
        : min(255, max(-255, slope / norm * ball.epsilon * 255))
      return UInt8(min(255, max(0, (Double(origin) + change).rounded())))
    }
    return ball.norm == .linf ? far : shortened(far)
  }

  private func length(_ bytes: [UInt8]) -> Double {
    Double(zip(bytes, clean).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }).squareRoot()
  }

  /// All changes made smaller in proportion, rounded towards nothing, until the image is in the ball.
  private func shortened(_ bytes: [UInt8]) -> [UInt8] {
    let size = length(bytes)
    guard size > ball.epsilon * 255 else { return bytes }
    let factor = ball.epsilon * 255 / size
    return zip(bytes, clean).map { value, origin in
      UInt8(clamping: Int(origin) + Int((Double(Int(value) - Int(origin)) * factor).rounded(.towardZero)))
    }
  }
}
