/// A reason not to trust an evaluation under which a claim would hold.
public struct Doubt: Sendable, Equatable, CustomStringConvertible {
  /// The soundness check that fails.
  public let check: SoundnessCheck
  /// What was found, with its figures.
  public let finding: String

  package init(_ check: SoundnessCheck, _ finding: String) {
    self.check = check
    self.finding = finding
  }

  /// As "gradients-are-not-zero: …".
  public var description: String { "\(check.rawValue): \(finding)" }
}
