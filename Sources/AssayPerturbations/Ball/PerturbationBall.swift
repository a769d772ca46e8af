import AssayBase
import CAssayKernels

/// The changes of an image that an attack may make: all those of at most a size, with pixels staying in [0, 1].
public struct PerturbationBall: Sendable, Hashable, CustomStringConvertible {
  /// How size is measured.
  public let norm: Norm
  /// The largest size, in units of pixels in [0, 1].
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

  /// As "ℓ∞ 8/255" or "ℓ2 0.5".
  public var description: String { "\(norm.symbol) \(Self.text(of: epsilon))" }

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
        expected: "ε ≥ 0 in units of pixels in [0, 1]", found: "\(epsilon)", at: "epsilon")
    }
  }

  /// The size of the change from one row of pixels to another.
  package func distance(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Double {
    switch norm {
    case .linf: Double(assay_max_absolute_difference(x, y, count))
    case .l2: Double(assay_l2_distance_squared(x, y, count)).squareRoot()
    }
  }

  /// Whether a change of this size is inside, allowing for the rounding of 32-bit pixels.
  package func contains(distance: Double) -> Bool { distance <= epsilon * (1 + 1e-5) + 1e-6 }
}

extension PerturbationBall {
  /// As ``description``, in steps of 1/255 with at most one digit behind the point: for sizes that were measured.
  package var roundedDescription: String {
    let steps = (epsilon * 2550).rounded() / 10
    switch norm {
    case .linf where epsilon > 1000: return description
    case .linf: return "\(norm.symbol) \(steps == steps.rounded() ? "\(Int(steps))" : "\(steps)")/255"
    case .l2: return "\(norm.symbol) \((epsilon * 1000).rounded() / 1000)"
    }
  }
}
