import AssayBase
import AssayImages
import AssayPerturbations

/// What generators ask of a ball: images of the 8-bit grid inside it.
extension PerturbationBall {
  /// Whether `image` is in the ball around `clean`, allowing for the rounding of 32-bit pixels.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when the sizes differ.
  public func contains(_ image: Image, around clean: Image) throws -> Bool {
    switch norm {
    case .linf: contains(distance: Double(try image.linfDistance(to: clean)))
    case .l2: contains(distance: Double(try image.l2Distance(to: clean)))
    case .l1: contains(distance: Double(try image.l1Distance(to: clean)))
    case .l0: try image.changedPixels(from: clean) <= pixelLimit
    }
  }

  /// What an image differs by from another: "ℓ∞ 8/255 in 5 of 64 pixels".
  func text(ofChangeFrom clean: Image, to image: Image) throws -> String {
    let changed = try image.changedPixels(from: clean)
    if changed == 0 { return "nothing" }
    let size =
      switch norm {
      case .linf, .l0: PerturbationBall.linf(Double(try image.linfDistance(to: clean)))
      case .l2: PerturbationBall.l2(Double(try image.l2Distance(to: clean)))
      case .l1: PerturbationBall.l1(Double(try image.l1Distance(to: clean)))
      }
    return "\(size.roundedDescription) in \(changed) of \(image.size.height * image.size.width) pixels"
  }

  /// - Throws: `AssayError(.invalidArgument)` when no image of the 8-bit grid but the clean one is inside.
  func validateForGrid() throws {
    let holdsAny = norm == .l0 ? pixelLimit >= 1 : epsilon.isFinite && Self.gridSteps(epsilon) >= 1
    guard holdsAny else {
      throw AssayError(
        .invalidArgument, "a ball holds no image of the 8-bit grid but the clean one",
        expected: "a finite size of at least one grid step", found: "\(self)",
        advice: "The smallest that does is `.\(norm.rawValue)(\(norm == .l0 ? "1" : "1 / 255"))`")
    }
  }

  /// A size in whole steps of the 8-bit grid; where ε is meant to be one, rounding does not lose it.
  static func gridSteps(_ size: Double) -> Double { (min(size, 1e6) * 255 + 1e-6).rounded(.down) }
}
