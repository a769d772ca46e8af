import AssayBase
import AssayImages

/// What `--pictures` and the options beside it ask for.
struct PictureArgument: Sendable {
  static let options = [
    OptionDefinition(
      "pictures", "DIR",
      "Draw a sheet of methods × images, a picture for each image and method, and a page with all of them: index.html."),
    OptionDefinition("picture-count", "N", "How many images to draw, from the first; 8."),
    OptionDefinition(
      "reduce", "R",
      "How the channels of a map become one colour: sum, with its sign; largest or magnitude, the largest absolute "
        + "value or the sum of all; sum."),
    OptionDefinition(
      "clip", "P", "The share of pixels in percent whose sizes the colours tell apart; those beyond look alike; 99."),
    OptionDefinition("opacity", "P", "The share of the map's colour where it is laid over the image; 0.6."),
    OptionDefinition(
      "curves", nil,
      "Draw curves as well: the answer as pixels go and come in the order of the maps, and how integrated gradients become complete with more points."
    ),
  ]

  let folder: String
  let count: Int
  let reduction: ChannelReduction
  let percentile: Double
  let opacity: Double
  let drawsCurves: Bool

  /// What the options ask for; nil without `--pictures`.
  ///
  /// - Throws: `AssayError` that names the option at fault.
  init?(_ arguments: Arguments) throws {
    guard let folder = try arguments.text("pictures") else {
      if let useless = Self.options.first(where: { arguments.has($0.name) })?.name {
        throw AssayError(
          .invalidArgument, "no pictures are asked for", expected: "--pictures DIR beside it", at: "--\(useless)")
      }
      return nil
    }
    self.folder = folder
    count = try arguments.count("picture-count") ?? 8
    guard count <= Self.limit else {
      throw AssayError(
        .limitExceeded, "these are too many pictures to look at", expected: "at most \(Self.limit)", found: "\(count)",
        at: "--picture-count")
    }
    percentile =
      try arguments.number("clip", expected: "a percentage above 0, at most 100") { $0 > 0 && $0 <= 100 } ?? 99
    opacity = try arguments.number("opacity", expected: "a share from 0 to 1") { $0 >= 0 && $0 <= 1 } ?? 0.6
    let word = try arguments.text("reduce") ?? ChannelReduction.sum.rawValue
    guard let reduction = ChannelReduction(rawValue: word) else {
      throw AssayError(
        .unknownName, "there is no such way",
        expected: ChannelReduction.allCases.map(\.rawValue).joined(separator: ", "),
        found: "“\(word)”", at: "--reduce")
    }
    self.reduction = reduction
    drawsCurves = arguments.has("curves")
  }

  /// The most images that are drawn.
  private static let limit = 256
}
