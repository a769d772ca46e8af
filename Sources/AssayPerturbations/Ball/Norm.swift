/// How the size of a change of an image is measured.
public enum Norm: String, Sendable, Hashable, CaseIterable {
  /// The largest change of a value.
  case linf
  /// The root of the summed squares.
  case l2

  /// As it is written: ℓ∞, ℓ2.
  public var symbol: String {
    switch self {
    case .linf: "ℓ∞"
    case .l2: "ℓ2"
    }
  }
}
