import AssayBase

/// How drawn data sets are named in arguments: `chest-phantoms`, or with settings `chest-phantoms:marker=0.9,seed=3`.
enum DrawnScheme {
  /// The schemes of all kinds.
  static let all: [DatasetScheme] = [
    scheme("drawn-digits") { _ in DrawnDigits() },
    scheme("chest-phantoms", settings: "marker=P,") { try ChestPhantoms(marker: $0.number("marker")) },
    scheme("fundus-phantoms", settings: "balanced=B,") {
      FundusPhantoms(isBalanced: try $0.flag("balanced") ?? false)
    },
    scheme("hand-signs") { _ in HandSigns() },
    scheme("shape-texture", settings: "labels=shape|texture,agreement=P,twin=K,") {
      try ShapeTexture(
        labels: $0.choice("labels", of: ShapeTexture.Cue.self) ?? .shape, agreement: $0.number("agreement") ?? 0,
        twin: $0.int("twin") ?? 0)
    },
    scheme("low-frequency") { _ in FrequencyControls(.gratings) },
    scheme("checkerboards") { _ in FrequencyControls(.checkerboards) },
  ]

  private static func scheme(
    _ name: String, settings: String = "", _ make: @escaping @Sendable (inout Settings) throws -> any DrawnPictures
  ) -> DatasetScheme {
    DatasetScheme(name: name, form: "\(name)[:\(settings)count=N,seed=N,…]", needsArgument: false) { argument in
      var settings = try Settings(argument, of: argument.isEmpty ? name : "\(name):\(argument)")
      return try dataset(of: try make(&settings), settings)
    }
  }

  /// The data set of a kind with the settings that all have.
  private static func dataset(of pictures: any DrawnPictures, _ settings: Settings) throws -> Dataset {
    var settings = settings
    let part = try settings.choice("part", of: DataPart.self) ?? .test
    let count = try settings.int("count") ?? 1000
    let seed = try settings.int("seed") ?? 0
    let nuisance = try nuisance(&settings, usual: pictures.usualNuisance)
    try settings.finish()
    guard count > 0, seed >= 0 else {
      throw AssayError(
        .invalidArgument, "a number is out of range", expected: "a positive count and a seed from 0",
        found: "count \(count), seed \(seed)", at: pictures.name)
    }
    return try pictures.dataset(part, count: count, seed: UInt64(seed), nuisance: nuisance)
  }

  /// The usual amounts, all of them set by `nuisance`, and single ones by their names.
  private static func nuisance(_ settings: inout Settings, usual: Nuisance) throws -> Nuisance {
    var nuisance = usual
    let all = try settings.number("nuisance")
    for (name, amount) in Nuisance.kinds {
      if let value = try settings.number(name) ?? all { nuisance[keyPath: amount] = value }
    }
    return nuisance
  }
}
