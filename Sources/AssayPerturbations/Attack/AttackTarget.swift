import AssayBase
import AssayNetworks

/// What an attack wants the model to say.
public enum AttackTarget: Sendable, Hashable {
  /// Any class but the label: untargeted.
  case anyOther
  /// This class, which must not be the label of any example.
  case label(Int)
  /// The class `k` after the label, counted cyclically; not a multiple of the number of classes.
  case offset(Int)

  /// The class to reach for an example, or `nil` when any other will do.
  package func targetClass(label: Int, classCount: Int) -> Int? {
    switch self {
    case .anyOther: nil
    case .label(let target): target
    case .offset(let offset): ((label + offset) % classCount + classCount) % classCount
    }
  }

  /// Whether a prediction is what the attack wants for an example.
  package func isReached(by prediction: Int, label: Int, classCount: Int) -> Bool {
    prediction != label && (targetClass(label: label, classCount: classCount).map { $0 == prediction } ?? true)
  }

  /// What an attack's description says of its target: nothing where any other class will do.
  var words: [String] {
    switch self {
    case .anyOther: []
    case .label(let label): ["towards class \(label)"]
    case .offset(let offset): ["towards the label + \(offset)"]
    }
  }

  /// - Throws: `AssayError(.invalidArgument)` when the target is no class of the model, or the label of an example.
  func check(labels: [Int], of model: any Classifier) throws {
    let classes = model.classCount
    if case .label(let target) = self, target < 0 || target >= classes {
      throw AssayError(
        .invalidArgument, "the target is not a class of the model \(model.name)",
        expected: "0 to \(classes - 1)", found: "\(target)", at: "target")
    }
    // A model of one class has no other that could be meant.
    guard classes > 1,
      let row = labels.firstIndex(where: { targetClass(label: $0, classCount: classes) == $0 })
    else { return }
    throw AssayError(
      .invalidArgument, "the target of the attack is the label of an example", expected: "another class than the label",
      found: "\(labels[row])", at: "target, image \(row)",
      advice: "Leave such examples out, or aim at the class after each label: .offset(1)")
  }
}
