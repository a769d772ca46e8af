/// The classes of a model in a line.
enum ClassList {
  /// The most classes that are named where not all are asked for.
  private static let named = 12

  /// "3: cat, dog, horse", cut where there are many and not all are asked for.
  static func text(_ names: [String]?, count: Int, isComplete: Bool) -> String {
    guard let names else { return "\(count), not named" }
    let shown = isComplete ? names.count : named
    return "\(names.count): " + names.prefix(shown).joined(separator: ", ")
      + (names.count > shown ? " and \(names.count - shown) more" : "")
  }
}
