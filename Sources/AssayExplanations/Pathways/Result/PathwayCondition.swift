/// Under what the network saw its images.
public enum PathwayCondition: Sendable, Hashable {
  /// Images of the original class.
  case original
  /// Images of the target class.
  case target
  /// Images of the original class under an attack of some strength.
  case attacked(strength: Double)

  /// The strength of the attack, if there is one.
  public var strength: Double? {
    if case .attacked(let strength) = self { strength } else { nil }
  }
}
