/// How the size of a change of an image is measured.
public enum Norm: String, Sendable, Hashable, CaseIterable {
  /// The largest change of a value.
  case linf
  /// The root of the summed squares.
  case l2
  /// The sum of the absolute changes.
  case l1
  /// The number of changed pixels, a pixel being all its channels.
  case l0

  /// As it is written: ℓ∞, ℓ2, ℓ1, ℓ0.
  public var symbol: String {
    switch self {
    case .linf: "ℓ∞"
    case .l2: "ℓ2"
    case .l1: "ℓ1"
    case .l0: "ℓ0"
    }
  }
}
