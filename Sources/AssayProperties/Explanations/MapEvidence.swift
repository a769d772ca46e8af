/// What an explanation says of the images of a counterexample, and why that breaks the claim.
public struct MapEvidence: Sendable, Equatable {
  /// The explanation in words.
  public let explanation: String
  /// What is wrong, in words.
  public let finding: String
  /// The maps.
  public let maps: [MapExhibit]

  package init(explanation: String, finding: String, maps: [MapExhibit]) {
    (self.explanation, self.finding, self.maps) = (explanation, finding, maps)
  }
}
