import AssayBase

/// How a method is written in words: its name, what it needs of a model, its settings, and what it makes of them.
///
/// Declared beside the method's factory and listed in ``all``; see ``integratedGradients`` for one with settings.
package struct ExplanationForm: WrittenForm {
  /// What a method must get from a model.
  package enum Needs: String, Sendable, CaseIterable {
    /// Logits alone: black boxes can be explained.
    case answers
    /// Gradients at the pixels.
    case gradients
    /// The layers of a network.
    case layers
  }

  /// What is said once for all methods of a call; a method's own settings come before it.
  package struct Shared: Sendable {
    let baseline: ExplanationBaseline?
    let seed: UInt64?

    /// The setting `baseline`, else what is said for all methods, else `usual`.
    func baseline(
      _ settings: inout Settings, otherwise usual: ExplanationBaseline = .black
    ) throws -> ExplanationBaseline {
      try settings.text("baseline").map { try ExplanationBaseline(parsing: $0) } ?? baseline ?? usual
    }

    /// The setting `baseline`, which may name several, else what is said for all methods, else `usual`.
    func baselines(
      _ settings: inout Settings, otherwise usual: [ExplanationBaseline] = [.black]
    ) throws -> [ExplanationBaseline] {
      try settings.text("baseline").map { try [ExplanationBaseline](parsing: $0) } ?? baseline.map { [$0] } ?? usual
    }

    /// The setting `seed`, else what is said for all methods, else 0.
    func seed(_ settings: inout Settings) throws -> UInt64 { try settings.seed("seed") ?? seed ?? 0 }
  }

  /// The name, as "integrated-gradients".
  package let name: String
  /// What it needs of the model.
  package let needs: Needs
  /// What it does, in a line for the help.
  package let abstract: String
  /// All settings with what they are unless given, as they are written: "steps=64,tolerance=0.005"; empty for none.
  package let settings: String
  /// Settings that may be left out and stand for nothing then, as "layer=NAME"; empty for none.
  package let extras: String
  /// Makes the explanation; takes the settings that it knows.
  let make: @Sendable (_ shared: Shared, _ settings: inout Settings) throws -> Explanation

  init(
    _ name: String, needs: Needs, _ abstract: String, settings: String = "", extras: String = "",
    make: @escaping @Sendable (Shared, inout Settings) throws -> Explanation
  ) {
    (self.name, self.needs, self.abstract) = (name, needs, abstract)
    (self.settings, self.extras, self.make) = (settings, extras, make)
  }
}
