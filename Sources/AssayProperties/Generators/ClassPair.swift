import AssayDatasets

/// Two different classes: one that an image has and one that an attack, an edit or a question aims at.
public struct ClassPair: Sendable, Hashable {
  /// The class an image has.
  public let original: Int
  /// The class that is aimed at.
  public let target: Int
  /// What the classes are called, where that is known.
  let names: [String]?

  /// Makes a pair of different classes.
  public init(original: Int, target: Int) { self.init(original: original, target: target, names: nil) }

  init(original: Int, target: Int, names: [String]?) {
    precondition(original != target, "a pair of classes needs two, not \(original) twice")
    self.original = original
    self.target = target
    self.names = names
  }
}

extension ClassPair: CustomStringConvertible {
  /// As "3 → 8", or by the classes' names.
  public var description: String {
    func name(_ label: Int) -> String {
      guard let names, names.indices.contains(label) else { return "\(label)" }
      return names[label]
    }
    return "\(name(original)) → \(name(target))"
  }
}
