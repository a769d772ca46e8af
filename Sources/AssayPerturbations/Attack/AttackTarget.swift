/// What an attack wants the model to say.
public enum AttackTarget: Sendable, Hashable {
  /// Any class but the label: untargeted.
  case anyOther
  /// This class; examples that have it as label are left alone.
  case label(Int)
  /// The class `k` after the label, counted cyclically.
  case offset(Int)

  /// The class to reach for an example, or `nil` when any other will do.
  package func targetClass(label: Int, classCount: Int) -> Int? {
    switch self {
    case .anyOther: nil
    case .label(let target): target
    case .offset(let offset): ((label + offset) % classCount + classCount) % classCount
    }
  }

  /// What an attack's description says of its target: nothing where any other class will do.
  var words: [String] {
    switch self {
    case .anyOther: []
    case .label(let label): ["towards class \(label)"]
    case .offset(let offset): ["towards the label + \(offset)"]
    }
  }
}
