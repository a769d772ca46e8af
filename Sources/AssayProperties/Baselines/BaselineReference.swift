/// Which earlier outcomes a model is held against.
public struct BaselineReference: Sendable, Equatable {
  enum Place: Sendable, Equatable {
    case recorded
    case file(String)
  }

  let place: Place

  /// Those that `ASSAY_RECORD=1 swift test` wrote for this test: `Baselines/<suite>/<test>.json` beside the spec.
  public static let recorded = BaselineReference(place: .recorded)

  /// Those of a file, as `assay check --record FILE` writes one.
  public static func file(_ path: String) -> BaselineReference { BaselineReference(place: .file(path)) }
}

/// A claim against earlier outcomes: which, and by how much a model may fall behind.
struct BaselineClaim: Sendable, Equatable {
  let reference: BaselineReference
  let tolerance: Double
}
