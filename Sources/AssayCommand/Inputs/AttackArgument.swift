import AssayBase
import AssayPerturbations

/// What `--attack` and `--eps-sweep` name.
enum AttackArgument {
  /// Sizes beyond this say nothing: pixels are in [0, 1].
  private static let largestSize = 1e6

  /// The attack that the option `--attack` names.
  ///
  /// - Throws: `AssayError` that says what may stand where.
  static func attack(_ arguments: Arguments) throws -> Attack {
    guard let text = try arguments.text("attack") else {
      throw AssayError(.invalidArgument, "no attack is named", expected: "--attack such as pgd:linf:8/255:steps=40")
    }
    do {
      let attack = try Attack(parsing: text)
      try checkSize(of: attack)
      return attack
    } catch let error as AssayError {
      throw error.located(at: "--attack")
    }
  }

  /// The sizes of balls that the option `--eps-sweep` names, in any order; none without it.
  ///
  /// - Throws: `AssayError` for a size that makes no ball.
  static func sweep(_ arguments: Arguments, of attack: Attack) throws -> [Double] {
    guard let text = try arguments.text("eps-sweep") else { return [] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let epsilon = try NumberText.number(String(part), named: "--eps-sweep")
      do {
        let ball = attack.within(epsilon)
        try ball.validate()
        try checkSize(of: ball)
      } catch let error as AssayError {
        throw error.located(at: "--eps-sweep")
      }
      return epsilon
    }
  }

  /// - Throws: `AssayError` when the ball of an attack is larger than makes sense.
  static func checkSize(of attack: Attack) throws {
    guard let ball = attack.ball, ball.epsilon > largestSize else { return }
    throw AssayError(
      .invalidArgument, "the size of a perturbation makes no sense for pixels in [0, 1]",
      expected: "at most \(largestSize)", found: "\(ball.epsilon)")
  }
}
