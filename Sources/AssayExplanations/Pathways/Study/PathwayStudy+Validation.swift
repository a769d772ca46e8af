import AssayBase
import AssayNetworks

extension PathwayStudy {
  /// - Throws: `AssayError(.invalidArgument)` or `(.shapeMismatch)` that says what is wrong with the study.
  func validate(for model: any Classifier, _ originals: PathwayImages, _ attacks: [PathwayAttack]) throws {
    for (name, label) in [("original", original), ("target", target)] where !(0..<model.classCount).contains(label) {
      throw AssayError(
        .invalidArgument, "the model \(model.name) has no such class", expected: "0 to \(model.classCount - 1)",
        found: "\(label)", at: "\(name) class")
    }
    guard original != target else {
      throw AssayError(
        .invalidArgument, "the original class is the target class", expected: "two classes",
        found: "class \(original) twice", at: "target class")
    }
    guard share > 0, share <= 1 else {
      throw AssayError(
        .invalidArgument, "the share of channels is out of range", expected: "above 0, at most 1", found: "\(share)",
        at: "share")
    }
    guard !attacks.isEmpty else {
      throw AssayError(.empty, "there is no attack to follow", expected: "at least one strength", at: "attacks")
    }
    for attack in attacks {
      guard attack.strength > 0, attack.strength.isFinite else {
        throw AssayError(
          .invalidArgument, "the strength of an attack is out of range",
          expected: "above 0: unattacked images are the originals", found: "\(attack.strength)", at: "attacks")
      }
      guard attack.images.count == originals.count else {
        throw AssayError(
          .shapeMismatch, "the attacked images are not as many as the originals", expected: "\(originals.count)",
          found: "\(attack.images.count)", at: "attack of strength \(attack.strength)")
      }
    }
    guard Set(attacks.map(\.strength)).count == attacks.count else {
      throw AssayError(
        .invalidArgument, "two attacks have the same strength", expected: "different strengths",
        found: attacks.map { "\($0.strength)" }.joined(separator: ", "), at: "attacks")
    }
  }
}
