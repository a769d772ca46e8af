import AssayBase
import AssayNetworks

/// What `--normalization` says: what a model does to pixels before anything else.
struct NormalizationArgument: Sendable {
  /// As it is written.
  let text: String
  /// The layer.
  let normalization: PixelNormalization

  static let option = OptionDefinition(
    "normalization", "N",
    "What a file's model does to pixels in [0, 1] first: imagenet, or MEANS/DEVIATIONS with a number for each channel, as "
      + "0.5,0.5,0.5/0.25,0.25,0.25. Needed where the file does not say it.")

  /// - Throws: `AssayError(.invalidArgument)` that says the forms.
  init(_ text: String) throws {
    self.text = text
    if text == "imagenet" {
      normalization = .imageNet
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw AssayError(
        .invalidArgument, "pixels cannot be normalised this way", expected: "imagenet or MEANS/DEVIATIONS",
        found: "“\(text)”", at: "--\(Self.option.name)")
    }
    let numbers = try parts.map { part in
      try part.split(separator: ",", omittingEmptySubsequences: false).map {
        Float(try NumberText.number(String($0), named: "--\(Self.option.name)"))
      }
    }
    do {
      normalization = try PixelNormalization(checkedMeans: numbers[0], deviations: numbers[1])
    } catch let error as AssayError {
      throw error.located(at: "--\(Self.option.name)")
    }
  }
}
