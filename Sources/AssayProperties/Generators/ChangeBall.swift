import AssayBase
import AssayImages
import AssayPerturbations

/// How much of an image a generated perturbation may change.
public enum ChangeBall: Sendable, Hashable {
  /// Every value by at most so much, in units of pixels in [0, 1].
  case linf(Double)
  /// The root of the summed squares of all changes is at most so much.
  case l2(Double)
  /// The sum of the sizes of all changes is at most so much.
  case l1(Double)
  /// At most so many pixels, in any of their channels and as far as the box allows.
  case l0(Int)

  /// The ball of an attack.
  public init(_ ball: PerturbationBall) {
    switch ball.norm {
    case .linf: self = .linf(ball.epsilon)
    case .l2: self = .l2(ball.epsilon)
    }
  }

  /// Whether `image` is in the ball around `clean`, allowing for the rounding of 32-bit pixels.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when the sizes differ.
  public func contains(_ image: Image, around clean: Image) throws -> Bool {
    func isInside(_ size: Float, _ epsilon: Double) -> Bool { Double(size) <= epsilon * (1 + 1e-5) + 1e-6 }
    switch self {
    case .linf(let epsilon): return isInside(try image.linfDistance(to: clean), epsilon)
    case .l2(let epsilon): return isInside(try image.l2Distance(to: clean), epsilon)
    case .l1(let epsilon): return isInside(try image.l1Distance(to: clean), epsilon)
    case .l0(let pixels): return try image.changedPixels(from: clean) <= pixels
    }
  }

  /// What an image differs by from another: "ℓ∞ 8/255 in 5 of 64 pixels".
  func text(ofChangeFrom clean: Image, to image: Image) throws -> String {
    let changed = try image.changedPixels(from: clean)
    if changed == 0 { return "nothing" }
    let size =
      switch self {
      case .linf, .l0: PerturbationBall.linf(Double(try image.linfDistance(to: clean))).roundedDescription
      case .l2: PerturbationBall.l2(Double(try image.l2Distance(to: clean))).roundedDescription
      case .l1: "ℓ1 \((try image.l1Distance(to: clean) * 1000).rounded() / 1000)"
      }
    return "\(size) in \(changed) of \(image.size.height * image.size.width) pixels"
  }

  /// - Throws: `AssayError(.invalidArgument)` when no image of the 8-bit grid but the clean one is inside.
  func validate() throws {
    let (isUsable, smallest) =
      switch self {
      case .linf(let size): (size.isFinite && Self.steps(size) >= 1, ".linf(1 / 255)")
      case .l2(let size): (size.isFinite && Self.steps(size) >= 1, ".l2(1 / 255)")
      case .l1(let size): (size.isFinite && Self.steps(size) >= 1, ".l1(1 / 255)")
      case .l0(let pixels): (pixels >= 1, ".l0(1)")
      }
    guard isUsable else {
      throw AssayError(
        .invalidArgument, "a ball holds no image of the 8-bit grid but the clean one",
        expected: "a finite size of at least one grid step", found: "\(self)",
        advice: "The smallest that does is `\(smallest)`")
    }
  }

  /// A size in whole steps of the 8-bit grid; where ε is meant to be one, rounding does not lose it.
  static func steps(_ size: Double) -> Double { (min(size, 1e6) * 255 + 1e-6).rounded(.down) }
}

extension ChangeBall: CustomStringConvertible {
  /// As "ℓ∞ 8/255", "ℓ2 0.5", "ℓ1 3.0" or "ℓ0 5 pixels".
  public var description: String {
    switch self {
    case .linf(let size): PerturbationBall.linf(size).description
    case .l2(let size): PerturbationBall.l2(size).description
    case .l1(let size): "ℓ1 \(PerturbationBall.text(of: size))"
    case .l0(let pixels): "ℓ0 \(pixels) \(pixels == 1 ? "pixel" : "pixels")"
    }
  }
}
