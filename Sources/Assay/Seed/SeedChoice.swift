import AssayBase

/// The seed of a check, and who chose it.
struct SeedChoice: Sendable, Equatable {
  /// Who chose a seed.
  enum Origin: Sendable, Equatable {
    case name, trait, environment, drawn
  }

  /// The variable of the environment that overrides all seeds.
  static let variable = "ASSAY_SEED"
  /// The seed of all checks of this process under `ASSAY_SEED=random`.
  static let drawn = UInt64(UInt32.random(in: .min ... .max))

  let value: UInt64
  let origin: Origin

  /// Chooses: the environment before the trait, the trait before the test's name.
  ///
  /// - Throws: `AssayError(.invalidArgument)` when the environment's text is neither a number nor "random".
  init(environment text: String?, trait: UInt64?, testName: String) throws {
    switch text {
    case nil, "":
      value = trait ?? Self.seed(of: testName)
      origin = trait == nil ? .name : .trait
    case "random":
      value = Self.drawn
      origin = .drawn
    case .some(let text):
      guard let number = UInt64(text) else {
        throw AssayError(
          .invalidArgument, "not a seed", expected: "a whole number from 0 to \(UInt64.max), or random",
          found: "“\(text)”", at: Self.variable)
      }
      value = number
      origin = .environment
    }
  }

  /// A number that depends on a name alone, of 32 bits so that people can copy it.
  private static func seed(of name: String) -> UInt64 { RandomKey(seed: 0).derived(name).key >> 32 }
}

extension SeedChoice: CustomStringConvertible {
  /// The seed, and how to get it again where that is not plain.
  var description: String {
    switch origin {
    case .name: "\(value), fixed by the test's name"
    case .trait: "\(value)"
    case .environment: "\(value), from \(Self.variable)"
    case .drawn: "\(value), drawn at random; \(Self.variable)=\(value) or the trait .seed(\(value)) runs it again"
    }
  }
}
