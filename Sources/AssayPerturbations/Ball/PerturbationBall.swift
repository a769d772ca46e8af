import AssayBase

/// The changes of an image that an attack may make: all those of at most a size, with pixels staying in [0, 1].
public struct PerturbationBall: Sendable, Hashable, CustomStringConvertible {
  /// How size is measured.
  public let norm: Norm
  /// The largest size: in units of pixels in [0, 1], or a number of pixels for ℓ0. Above 1 the box binds.
  public let epsilon: Double

  /// Makes a ball.
  public init(_ norm: Norm, _ epsilon: Double) {
    self.norm = norm
    self.epsilon = epsilon
  }

  /// Changes of at most `epsilon` in every value.
  public static func linf(_ epsilon: Double) -> PerturbationBall { PerturbationBall(.linf, epsilon) }

  /// Changes of at most `epsilon` in Euclidean length.
  public static func l2(_ epsilon: Double) -> PerturbationBall { PerturbationBall(.l2, epsilon) }

  /// Changes whose sizes add up to at most `epsilon`.
  public static func l1(_ epsilon: Double) -> PerturbationBall { PerturbationBall(.l1, epsilon) }

  /// Changes of at most so many pixels, in any of their channels and as far as the box allows.
  public static func l0(_ pixels: Int) -> PerturbationBall { PerturbationBall(.l0, Double(pixels)) }

  /// As "ℓ∞ 8/255", "ℓ2 0.5", "ℓ1 3.0" or "ℓ0 5 pixels".
  public var description: String {
    "\(norm.symbol) \(epsilonText)"
  }

  /// The size without the norm.
  var epsilonText: String {
    norm == .l0 ? "\(pixelLimit) \(pixelLimit == 1 ? "pixel" : "pixels")" : Self.text(of: epsilon)
  }

  /// The number of pixels that an ℓ0 ball lets change.
  package var pixelLimit: Int { Int(max(0, min(epsilon.isNaN ? 0 : epsilon, 1e9)).rounded(.down)) }

  /// The same kind of ball with another size.
  package func resized(_ epsilon: Double) -> PerturbationBall { PerturbationBall(norm, epsilon) }

  /// As a number of steps of 1/255 where that is shorter: "8/255", "2.5/255", but "0.1".
  package static func text(of epsilon: Double) -> String {
    let decimal = "\(epsilon)"
    let steps = (epsilon * 510).rounded() / 2
    guard steps > 0, epsilon < 1000, (steps / 255 - epsilon).magnitude < 1e-12 else { return decimal }
    let fraction = steps == steps.rounded() ? "\(Int(steps))/255" : "\(steps)/255"
    return fraction.count < decimal.count ? fraction : decimal
  }

  /// - Throws: `AssayError(.invalidArgument)` when the size is negative, infinite or NaN.
  package func validate() throws {
    guard epsilon >= 0, epsilon.isFinite else {
      throw AssayError(
        .invalidArgument, "the size of a perturbation must be a number that is not negative",
        expected: norm == .l0 ? "a number of pixels ≥ 0" : "ε ≥ 0 in units of pixels in [0, 1]", found: "\(epsilon)",
        at: "epsilon")
    }
  }

  /// Whether a change of this size is inside, allowing for the rounding of 32-bit pixels.
  package func contains(distance: Double) -> Bool { Self.contains(distance: distance, epsilon: epsilon) }

  /// Whether a distance is one of at most `epsilon`, allowing for the rounding of 32-bit pixels.
  static func contains(distance: Double, epsilon: Double) -> Bool { distance <= epsilon * (1 + 1e-5) + 1e-6 }
}

extension PerturbationBall {
  /// As ``description``, in steps of 1/255 with at most one digit behind the point: for sizes that were measured.
  package var roundedDescription: String {
    let steps = (epsilon * 2550).rounded() / 10
    switch norm {
    case .linf where epsilon > 1000: return description
    case .linf: return "\(norm.symbol) \(steps == steps.rounded() ? "\(Int(steps))" : "\(steps)")/255"
    case .l2, .l1: return "\(norm.symbol) \((epsilon * 1000).rounded() / 1000)"
    case .l0: return description
    }
  }
}
