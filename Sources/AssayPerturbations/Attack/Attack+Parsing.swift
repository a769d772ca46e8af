import AssayBase

extension Attack {
  /// Reads an attack as the command writes it: `pgd:linf:8/255:steps=40,restarts=2`, `fgsm:l2:0.5`.
  ///
  /// - Throws: `AssayError(.invalidArgument)` or `(.unknownName)` that says what may stand where.
  public init(parsing text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 3 else {
      throw AssayError(
        .invalidArgument, "not an attack", expected: "NAME:NORM:SIZE[:SETTING=VALUE,…], as pgd:linf:8/255:steps=40",
        found: "“\(text)”")
    }
    guard let norm = Norm(rawValue: parts[1]) else {
      throw AssayError(
        .unknownName, "there is no such norm", expected: Norm.allCases.map(\.rawValue).joined(separator: ", "),
        found: "“\(parts[1])”", at: text)
    }
    let ball = PerturbationBall(norm, try NumberText.number(parts[2], named: "the size of the ball in \(text)"))
    var settings = try Settings(parts.count > 3 ? parts[3] : "", of: text)
    switch parts[0] {
    case "pgd":
      self = .pgd(
        ball, steps: try settings.int("steps") ?? 40, stepSize: try settings.number("stepSize"),
        restarts: try settings.int("restarts") ?? 1, randomStart: try settings.flag("randomStart") ?? true)
    case "fgsm": self = .fgsm(ball)
    case "square":
      self = .square(
        ball, queries: try settings.int("queries") ?? 5_000, initialShare: try settings.number("initialShare") ?? 0.8)
    case "noise": self = .noise(ball, tries: try settings.int("tries") ?? 10)
    default:
      throw AssayError(
        .unknownName, "there is no such attack", expected: "pgd, fgsm, square, noise", found: "“\(parts[0])”", at: text)
    }
    try settings.finish()
    try validate()
  }
}
