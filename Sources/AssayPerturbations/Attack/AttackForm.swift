import AssayBase

/// How an attack is written in words: its name, and what it makes of the norm, the size and the settings behind it.
///
/// Declared beside the attack's factory, and listed in ``all``: `static let pgd = AttackForm("pgd") { place, settings in … }`.
struct AttackForm: Sendable {
  /// What stands between the attack's name and its settings.
  struct Place {
    let norm: Norm
    /// The ball's size, if one is given.
    let epsilon: Double?
    /// The whole text, for errors.
    let text: String

    /// The ball, for attacks that need one.
    func ball() throws -> PerturbationBall {
      guard let epsilon else {
        throw AssayError(
          .invalidArgument, "the attack needs the size of its ball", expected: "NAME:NORM:SIZE, as pgd:linf:8/255",
          found: "“\(text)”")
      }
      return PerturbationBall(norm, epsilon)
    }

    /// - Throws: `AssayError(.unsupported)` unless the attack's only norm is given.
    func require(_ only: Norm) throws {
      guard norm != only else { return }
      throw AssayError(
        .unsupported, "the attack is not defined for this norm", expected: only.rawValue, found: norm.rawValue, at: text
      )
    }

    /// An attack that looks for the smallest change, inside the ball if a size is given.
    func within(_ attack: Attack) -> Attack { epsilon.map { attack.within($0) } ?? attack }
  }

  /// The name, as "mi-fgsm".
  let name: String
  /// Makes the attack; takes the settings that it knows.
  let make: @Sendable (_ place: Place, _ settings: inout Settings) throws -> Attack

  init(_ name: String, make: @escaping @Sendable (Place, inout Settings) throws -> Attack) {
    self.name = name
    self.make = make
  }

  /// All attacks that can be written in words.
  static let all: [AttackForm] = [
    fgsm, bim, pgd, miFGSM, niFGSM, diFGSM, tiFGSM, apgd, apgdTargeted, fab, fabTargeted, deepFool, carliniWagner,
    lbfgs, iaa, jsma, square, hopSkipJump, boundary, autoAttack, noise,
  ]
}
