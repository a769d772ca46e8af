/// Which case of a run one is: its phase and its index there.
public struct CasePlace: Sendable, Hashable {
  /// Where the case came from.
  public let phase: CasePhase
  /// The index in the phase, from zero; with the seed and the property's name it gives a random case again.
  public let index: Int

  /// Names a case.
  public init(_ phase: CasePhase, _ index: Int) {
    self.phase = phase
    self.index = index
  }
}

extension CasePlace: CustomStringConvertible {
  /// As "case 4" or "boundary case 2", counted from one.
  public var description: String { (phase == .random ? "" : "\(phase.rawValue) ") + "case \(index + 1)" }
}
