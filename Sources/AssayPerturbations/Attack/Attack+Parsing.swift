import AssayBase

extension Attack {
  /// Reads an attack as the command writes it: `pgd:linf:8/255:steps=40,restarts=2`, `fgsm:l2:0.5:target=3`.
  ///
  /// NAME:NORM[:SIZE][:SETTING=VALUE,…]; attacks that look for the smallest change need no size. Every attack takes
  /// `restarts=N`, and `target=K` for class K or `target=+K` for the class K after the label. Attacks that are to run one
  /// after another are joined by `;`.
  ///
  /// - Throws: `AssayError(.invalidArgument)` or `(.unknownName)` that says what may stand where.
  public init(parsing text: String) throws {
    let stages = try text.split(separator: ";", omittingEmptySubsequences: false).map { try Self.single(String($0)) }
    self = stages.dropFirst().reduce(stages[0]) { $0.then($1) }
    try validate()
  }

  /// The names that may stand first.
  package static var names: [String] { AttackForm.all.map(\.name) }

  private static func single(_ text: String) throws -> Attack {
    let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
    let hasSize = parts.count > 2 && !parts[2].contains("=")
    guard parts.count >= 2, parts.count < 4 || hasSize else {
      throw AssayError(
        .invalidArgument, "not an attack", expected: "NAME:NORM:SIZE[:SETTING=VALUE,…], as pgd:linf:8/255:steps=40",
        found: "“\(text)”")
    }
    guard let norm = Norm(rawValue: parts[1]) else {
      throw AssayError(
        .unknownName, "there is no such norm", expected: Norm.allCases.map(\.rawValue).joined(separator: ", "),
        found: "“\(parts[1])”", at: text)
    }
    guard let form = AttackForm.all.first(where: { $0.name == parts[0] }) else {
      throw AssayError(
        .unknownName, "there is no such attack", expected: names.joined(separator: ", "), found: "“\(parts[0])”",
        at: text)
    }
    let size = hasSize ? try NumberText.number(parts[2], named: "the size of the ball in \(text)") : nil
    var settings = try Settings(parts.count > (hasSize ? 3 : 2) ? parts[parts.count - 1] : "", of: text)
    var attack = try form.make(AttackForm.Place(norm: norm, epsilon: size, text: text), &settings)
    if let target = try target(&settings, text) { attack = attack.targeted(at: target) }
    if let restarts = try settings.int("restarts") { attack = attack.restarts(restarts) }
    try settings.finish()
    return attack
  }

  private static func target(_ settings: inout Settings, _ text: String) throws -> AttackTarget? {
    guard let word = settings.text("target") else { return nil }
    guard let number = Int(word) else {
      throw AssayError(
        .invalidArgument, "not a target", expected: "a class, as 3, or +1 for the class after the label",
        found: "“\(word)”", at: "target in \(text)")
    }
    return word.hasPrefix("+") ? .offset(number) : .label(number)
  }
}
